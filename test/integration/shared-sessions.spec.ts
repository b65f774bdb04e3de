import { createClient } from '@redis/client';
import { MemorySessions } from '../../libs/state/src/memory-sessions.js';
import { redisClient } from '../../libs/state/src/redis-client.js';
import { connectSoon } from '../../libs/state/src/redis-connection.js';
import { RedisSessions } from '../../libs/state/src/redis-sessions.js';
import { RealRedis } from '../fixtures/real-redis.js';
import { until } from '../fixtures/until.js';

const IDLE_MS = 500;

/** What two replicas know of sessions by one real Redis. */
describe('shared sessions', () => {
  let redis: RealRedis;
  const ends: Array<() => void> = [];

  async function replica(idleMs = 60_000): Promise<RedisSessions> {
    const client = redisClient(redis.url);
    const local = new MemorySessions(idleMs, () => performance.now());
    const sessions = new RedisSessions(client, local, { idleMs, timeoutMs: 2000 });
    await Promise.all([connectSoon(client), sessions.listen()]);
    ends.push(() => {
      sessions.close();
      client.destroy();
    });
    return sessions;
  }

  async function keys(): Promise<string[]> {
    const client = await createClient({ url: redis.url }).connect();
    const found = await client.keys('odoo-mcp:session:*');
    await client.close();
    return found;
  }

  beforeAll(async () => {
    redis = await RealRedis.start();
  }, 300_000);

  afterEach(() => {
    for (const end of ends.splice(0)) end();
  });

  afterAll(() => redis.remove());

  it('are open at both, and ended at both', async () => {
    const [one, other] = [await replica(), await replica()];
    expect(await other.use('a')).toBe(false);
    await one.open('a');
    expect([await one.use('a'), await other.use('a')]).toEqual([true, true]);
    await other.end('a');
    expect([await one.use('a'), await other.use('a')]).toEqual([false, false]);
    await one.subscribe('a', 'odoo://models/res.partner');
    expect(await one.use('a')).toBe(false);
  });

  it('end when nobody uses them, and leave nothing behind', async () => {
    const [one, other] = [await replica(IDLE_MS), await replica(IDLE_MS)];
    await one.open('idle');
    await one.subscribe('idle', 'odoo://models/res.partner');
    await until(async () => !(await keys()).some((key) => key.includes('idle')));
    expect([await one.use('idle'), await other.use('idle')]).toEqual([false, false]);
  });

  it('have their subscriptions in common', async () => {
    const [one, other] = [await replica(), await replica()];
    await one.open('b');
    await one.subscribe('b', 'odoo://models/a');
    await other.subscribe('b', 'odoo://models/b');
    await other.unsubscribe('b', 'odoo://models/a');
    expect(await one.subscribed('b')).toEqual(['odoo://models/b']);
  });

  it('are told of by each to the other, and not to itself', async () => {
    const [one, other] = [await replica(), await replica()];
    const heard: unknown[] = [];
    one.hear((news) => heard.push(['one', news]));
    const end = other.hear((news) => heard.push(['other', news]));
    await one.tell('c', { kind: 'ended' });
    await until(() => heard.length > 0);
    end();
    await one.tell('c', { kind: 'listening' });
    await other.tell('c', { kind: 'listening' });
    await until(() => heard.length > 1);
    expect(heard).toEqual([
      ['other', { session: 'c', word: { kind: 'ended' } }],
      ['one', { session: 'c', word: { kind: 'listening' } }],
    ]);
  });

  it('are what each replica knows by itself while Redis is away, and heard of again when it is back', async () => {
    const [one, other] = [await replica(), await replica()];
    await one.open('d');
    redis.down();
    await until(async () => (await one.use('d')) === undefined);
    await one.end('d');
    expect([await one.use('d'), await other.use('d')]).toEqual([false, undefined]);
    redis.up();
    const heard: unknown[] = [];
    other.hear((news) => heard.push(news));
    await until(async () => {
      await one.tell('d', { kind: 'ended' });
      return heard.length > 0;
    });
    expect([await one.use('d'), await other.use('d')]).toEqual([false, false]);
  });
});
