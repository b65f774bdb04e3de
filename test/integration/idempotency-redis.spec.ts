import { createClient } from '@redis/client';
import { IdempotencyUnavailable } from '#libs/contracts';
import { failureOf } from '../fixtures/failure-of.js';
import { keepsIdempotencyRecords } from '../fixtures/idempotency-contract.js';
import { RealRedis } from '../fixtures/real-redis.js';
import { NoteCipher } from '../../libs/state/src/note-cipher.js';
import { type RedisClient, redisClient } from '../../libs/state/src/redis-client.js';
import { connectSoon } from '../../libs/state/src/redis-connection.js';
import { RedisIdempotencyRecords } from '../../libs/state/src/redis-idempotency-records.js';

const SECRET = 'a-secret-of-thirty-two-characters';
const LEASE_MS = 300_000;

/** The adapter's part of the contract, with the Redis that it is for. */
describe('RedisIdempotencyRecords', () => {
  let redis: RealRedis;
  let clients: RedisClient[];
  let plain: ReturnType<typeof createClient>;

  beforeAll(async () => {
    redis = await RealRedis.start();
    clients = [redisClient(redis.url), redisClient(redis.url)];
    await Promise.all(clients.map((client) => connectSoon(client)));
    plain = createClient({ url: redis.url });
    await plain.connect();
  }, 300_000);

  afterAll(async () => {
    for (const client of clients) client.destroy();
    await plain.close();
    redis.remove();
  });

  const recordsOf = (client: RedisClient | undefined, secret = SECRET) => {
    if (!client) throw new Error('There is no such client.');
    const settings = { ttlMs: 600_000, leaseMs: LEASE_MS, timeoutMs: 5000 };
    return new RedisIdempotencyRecords(client, new NoteCipher(secret), settings);
  };

  keepsIdempotencyRecords(() => ({
    records: recordsOf(clients[0]),
    other: recordsOf(clients[1]),
    // A lease is a moment of Redis's own clock: moved back, it has ended.
    endLeases: async () => {
      for (const key of await plain.keys('odoo-mcp:idempotency:*')) await plain.hSet(key, 'lease', '1');
    },
  }));

  it('keeps nothing for ever, and nothing that could be read', async () => {
    const attempt = { place: 'a-place', owner: 'owner', digest: 'digest' };
    const records = recordsOf(clients[0]);
    await records.begin(attempt);
    await records.sending(attempt, 'canary-sent');
    await records.keep(attempt, 'canary-answer');
    const key = 'odoo-mcp:idempotency:a-place';
    expect(await plain.pTTL(key)).toBeGreaterThan(500_000);
    const kept = JSON.stringify(await plain.hGetAll(key));
    expect(kept).not.toContain('canary');
    expect(Buffer.from(kept, 'base64').toString()).not.toContain('canary');
  });

  it('refuses what it cannot open', async () => {
    const attempt = { place: 'of-another-secret', owner: 'owner', digest: 'digest' };
    await recordsOf(clients[0]).begin(attempt);
    await recordsOf(clients[0]).keep(attempt, 'answer');
    const others = recordsOf(clients[1], 'another-secret-of-thirty-two-chars');
    expect(await failureOf(others.begin(attempt))).toBeInstanceOf(IdempotencyUnavailable);
  });
});
