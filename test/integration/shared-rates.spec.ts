import { createClient } from '@redis/client';
import { Logger } from '@nestjs/common';
import { MemoryRateCounts } from '../../libs/state/src/memory-rate-counts.js';
import { redisClient } from '../../libs/state/src/redis-client.js';
import { RedisRateCounts } from '../../libs/state/src/redis-rate-counts.js';
import { type Sandbox, startSandbox } from '../../apps/sandbox/src/sandbox.js';
import { type RunningGateway, sandboxSettings, startGateway } from '../fixtures/gateway.js';
import { RealRedis } from '../fixtures/real-redis.js';

const KEY = 'odoo-mcp:rate:caller:api-key:3600000';

/** Two gateways, one real Redis, and ten requests for both together. */
describe('rates of two gateways', () => {
  let sandbox: Sandbox;
  let redis: RealRedis;
  let one: RunningGateway;
  let other: RunningGateway;
  let said: string[];

  beforeAll(async () => {
    sandbox = await startSandbox();
    // Before the time of a test begins, for it may have to be installed.
    redis = await RealRedis.start();
  }, 300_000);

  afterAll(async () => {
    redis.remove();
    await sandbox.close();
  });

  beforeEach(async () => {
    redis.down();
    redis.up();
    said = [];
    for (const level of ['warn', 'log'] as const) {
      jest.spyOn(Logger.prototype, level).mockImplementation((...[line]: unknown[]) => {
        if (String(line).includes('Redis')) said.push(`${level}: ${String(line)}`);
      });
    }
    const settings = {
      ...sandboxSettings(sandbox),
      REDIS_URL: redis.url,
      STATE_SECRET: 'a-secret-of-thirty-two-characters',
      RATE_LIMIT_REQUESTS: '10',
      RATE_LIMIT_WINDOW: '3600',
    };
    [one, other] = [await startGateway(settings), await startGateway(settings)];
  });

  afterEach(async () => {
    redis.thaw();
    await Promise.all([one.close(), other.close()]);
    jest.restoreAllMocks();
  });

  const statusOf = async (gateway: RunningGateway) => (await gateway.post('/mcp/tools/list', {})).status;

  /** How many requests in a row are served. */
  async function servedBy(gateway: RunningGateway): Promise<number> {
    for (let count = 0; ; count += 1) if ((await statusOf(gateway)) !== 200) return count;
  }

  async function inTurn(times: number): Promise<number[]> {
    const found = [];
    for (let index = 0; index < times; index += 1) found.push(await statusOf(index % 2 === 0 ? one : other));
    return found;
  }

  async function connected() {
    const client = await createClient({ url: redis.url }).connect();
    return { client, [Symbol.asyncDispose]: () => client.close() };
  }

  async function shared(): Promise<number> {
    await using redisNow = await connected();
    return Number(await redisNow.client.get(KEY));
  }

  async function emptied(): Promise<void> {
    await using redisNow = await connected();
    await redisNow.client.flushAll();
  }

  const GONE = 'warn: Redis does not answer: rates are counted in this process alone.';
  const BACK = 'log: Redis answers again: rates are counted for all replicas.';

  it('are one', async () => {
    expect(await inTurn(12)).toEqual([...Array<number>(10).fill(200), 429, 429]);
    const { headers } = await one.post('/mcp/tools/list', {});
    expect(headers.get('ratelimit')).toMatch(/^"caller";r=0;t=\d+$/);
    expect(said).toEqual([]);
  });

  it('are one for requests at once', async () => {
    const all = await Promise.all(Array.from({ length: 40 }, (_, index) => statusOf(index % 2 === 0 ? one : other)));
    expect(all.filter((status) => status === 200)).toHaveLength(10);
  });

  it('go on from the last shared count when Redis dies, and are told to an empty one that takes its place', async () => {
    await inTurn(4);
    redis.down();
    // The one had last heard of 3, the other of 4.
    expect([await servedBy(one), await servedBy(other)]).toEqual([7, 6]);
    expect(said).toEqual([GONE, GONE]);
    redis.up();
    while (said.length < 4) expect([await statusOf(one), await statusOf(other)]).toEqual([429, 429]);
    expect(said).toEqual([GONE, GONE, BACK, BACK]);
    // By which of them is back first.
    expect([16, 17]).toContain(await shared());
  });

  it('hold while Redis hangs, and are one again when it goes on', async () => {
    await inTurn(4);
    redis.freeze();
    expect([await servedBy(one), await servedBy(other)]).toEqual([7, 6]);
    expect(said).toEqual([GONE, GONE]);
    redis.thaw();
    while (said.length < 4) expect([await statusOf(one), await statusOf(other)]).toEqual([429, 429]);
    expect(await shared()).toBe(17);
  });

  it('go on from what the replicas know when Redis loses its counts', async () => {
    await inTurn(4);
    await emptied();
    // The one that comes first had last heard of 3.
    expect(await inTurn(9)).toEqual([...Array<number>(7).fill(200), 429, 429]);
    expect(said).toEqual([]);
  });

  it('are one to the point where points are taken ahead, and most calls then ask nobody', async () => {
    const limit = 2000;
    const budget = { name: 'caller', key: 'wide', requests: limit, windowMs: 3_600_000 };
    const now = () => performance.now();
    const replica = () => {
      const client = redisClient(redis.url);
      const settings = { timeoutMs: 5000, now, reachable: () => {} };
      return { client, counts: new RedisRateCounts(client, new MemoryRateCounts(10, now), settings) };
    };
    const replicas = [replica(), replica(), replica()];
    await Promise.all(replicas.map(({ client }) => client.connect()));
    let served = 0;
    for (let round = 0; round < limit; round += 10) {
      const takes = replicas.flatMap(({ counts }) => Array.from({ length: 10 }, () => counts.take([budget], 1)));
      served += (await Promise.all(takes)).filter(({ taken }) => taken).length;
    }
    await using redisNow = await connected();
    const stats = await redisNow.client.info('commandstats');
    for (const { client } of replicas) client.destroy();
    expect(served).toBe(limit);
    expect(Number(await redisNow.client.get('odoo-mcp:rate:wide'))).toBe(limit);
    const refused = replicas.length * limit - limit;
    const asked = Number(/cmdstat_evalsha:calls=(\d+)/.exec(stats)?.[1]) - refused;
    expect(asked).toBeLessThan(limit / 2);
  });

  it('serve, within limits, when they start without Redis', async () => {
    redis.down();
    const alone = await startGateway({
      ...sandboxSettings(sandbox),
      REDIS_URL: redis.url.replace('redis://', 'redis://:a-password@'),
      STATE_SECRET: 'a-secret-of-thirty-two-characters',
      RATE_LIMIT_REQUESTS: '2',
    });
    const served = await servedBy(alone);
    await alone.close();
    redis.up();
    expect(served).toBe(2);
    expect(said.join()).not.toContain('a-password');
  });
});
