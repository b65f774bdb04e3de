import { createClient } from '@redis/client';
import { Logger } from '@nestjs/common';
import { type Sandbox, startSandbox } from '../../apps/sandbox/src/sandbox.js';
import { type Environment, type RunningGateway, sandboxSettings, startGateway, TEST_KEY } from '../fixtures/gateway.js';
import { type GatewayProcess, startGatewayProcess } from '../fixtures/gateway-process.js';
import { RealRedis } from '../fixtures/real-redis.js';
import { until } from '../fixtures/until.js';

const MODEL = 'res.partner.category';
const CREATE = { model: MODEL, method: 'create' };

/** Two gateways, one real Redis, one sandbox. */
describe('a key at two gateways', () => {
  let sandbox: Sandbox;
  let redis: RealRedis;
  let one: RunningGateway;
  let other: RunningGateway;
  /** To be killed in the middle of a call. */
  let victims: GatewayProcess[];
  let keys = 0;
  let key: string;

  beforeAll(async () => {
    sandbox = await startSandbox();
    // Before the time of a test begins, for it may have to be installed.
    redis = await RealRedis.start();
    jest.spyOn(Logger.prototype, 'warn').mockImplementation(() => undefined);
    const settings: Environment = {
      ...sandboxSettings(sandbox),
      API_KEY: TEST_KEY,
      MCP_MODE: 'readwrite',
      REDIS_URL: redis.url,
      REDIS_TIMEOUT_MS: '500',
      STATE_SECRET: 'a-secret-of-thirty-two-characters',
      IDEMPOTENCY_LEASE_MS: '1000',
      // That Redis is back is waited for by asking again and again.
      RATE_LIMIT_REQUESTS: '100000',
    };
    [one, other] = [await startGateway(settings), await startGateway(settings)];
    victims = await Promise.all([startGatewayProcess(settings), startGatewayProcess(settings)]);
  }, 300_000);

  beforeEach(() => {
    key = `key-of-canary-${++keys}`;
    sandbox.calls.clear();
  });

  afterEach(() => sandbox.faults.clear());

  afterAll(async () => {
    redis.thaw();
    for (const victim of victims) await victim.stop('SIGKILL');
    await Promise.all([one.close(), other.close()]);
    jest.restoreAllMocks();
    redis.remove();
    await sandbox.close();
  });

  async function create(at: { readonly url: string }, values: object = { name: key }, model = MODEL) {
    const answer = await fetch(`${at.url}/odoo/models/${model}/records`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${TEST_KEY}`, 'idempotency-key': key },
      body: JSON.stringify(values),
    });
    const body = (await answer.json()) as { created_id?: number; error?: { code: string; message: string } };
    const replayed = answer.headers.get('idempotency-replayed') === 'true';
    return {
      status: answer.status,
      id: body.created_id,
      code: body.error?.code,
      message: body.error?.message,
      replayed,
    };
  }

  const creates = () => sandbox.calls.count(CREATE);

  async function records(): Promise<number> {
    const { body } = await one.post('/mcp/tools/call', {
      method: 'odoo_count',
      params: { model: MODEL, domain: [['name', '=', key]] },
    });
    return (body as { result: { count: number } }).result.count;
  }

  async function killedDuring(begun: () => boolean, values?: object, model?: string): Promise<void> {
    const victim = victims.pop();
    if (!victim) throw new Error('There is no gateway left to be killed.');
    const lost = create(victim, values, model).catch(() => 'lost');
    await until(begun);
    await victim.stop('SIGKILL');
    expect(await lost).toBe('lost');
  }

  it('is one', async () => {
    const made = await create(one);
    expect(made).toMatchObject({ status: 201, replayed: false });
    expect(await create(other)).toMatchObject({ status: 201, id: made.id, replayed: true });
    expect(creates()).toBe(1);
  });

  it('is one for calls at once, each of which gets the answer', async () => {
    sandbox.faults.set({ match: CREATE, latencyMs: 200 });
    const answers = await Promise.all(Array.from({ length: 10 }, (_, at) => create(at % 2 ? one : other)));
    expect(new Set(answers.map(({ id }) => id)).size).toBe(1);
    expect(answers.filter(({ replayed }) => !replayed)).toHaveLength(1);
    expect(creates()).toBe(1);
  });

  it('outlives its lease for as long as the call is under way', async () => {
    sandbox.faults.set({ match: CREATE, latencyMs: 2500 });
    const first = create(one);
    await until(() => creates() === 1);
    expect(await create(other)).toMatchObject({ status: 201, replayed: true });
    expect(await first).toMatchObject({ status: 201, replayed: false });
  });

  it('is never sent again when the gateway that was sending is killed', async () => {
    sandbox.faults.set({ match: CREATE, answer: 'black-hole-after-work', times: 1 });
    await killedDuring(() => creates() === 1);
    const again = await create(other);
    expect(again).toMatchObject({ status: 502, code: 'outcome_unknown', replayed: true });
    expect(again.message).toContain(`(create of ${MODEL})`);
    expect(await create(one)).toMatchObject({ code: 'outcome_unknown' });
    expect([creates(), await records()]).toEqual([1, 1]);
  });

  it('is made anew when the gateway is killed before it has sent anything', async () => {
    const lookup = { model: 'res.country', method: 'name_search' };
    sandbox.faults.set({ match: lookup, answer: 'black-hole', times: 1 });
    const values = { name: key, country_id: 'Belgium' };
    await killedDuring(() => sandbox.calls.count(lookup) === 1, values, 'res.partner');
    expect(await create(other, values, 'res.partner')).toMatchObject({ status: 201, replayed: false });
    expect(sandbox.calls.count({ model: 'res.partner', method: 'create' })).toBe(1);
  });

  it('gives its answer to who waits for it, and to others later, though Redis hangs meanwhile', async () => {
    sandbox.faults.set({ match: CREATE, latencyMs: 300 });
    const first = create(one);
    await until(() => creates() === 1);
    redis.freeze();
    const made = await first;
    redis.thaw();
    expect(made).toMatchObject({ status: 201, replayed: false });
    expect(await create(other)).toMatchObject({ status: 201, id: made.id, replayed: true });
  });

  it('is refused while Redis is away, whatever else goes on, and good when it is back', async () => {
    redis.down();
    expect(await create(one)).toMatchObject({ status: 503, code: 'idempotency_unavailable' });
    expect(creates()).toBe(0);
    expect(await records()).toBe(0);
    const unkeyed = await one.post(`/odoo/models/${MODEL}/records`, { name: 'without a key' });
    expect(unkeyed.status).toBe(201);
    redis.up();
    await until(async () => (await create(one)).status === 201);
    expect(await records()).toBe(1);
  });

  it('tells Redis neither the key nor what was said', async () => {
    await create(one);
    const client = createClient({ url: redis.url });
    await client.connect();
    const names = await client.keys('odoo-mcp:idempotency:*');
    const kept = await Promise.all(names.map((name) => client.hGetAll(name)));
    await client.close();
    expect(names.length).toBeGreaterThan(0);
    expect(JSON.stringify([names, kept])).not.toMatch(/canary|res\.partner|created_id/);
  });
});
