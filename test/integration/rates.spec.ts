import { type Sandbox, startSandbox } from '../../apps/sandbox/src/sandbox.js';
import { type Environment, type RunningGateway, sandboxSettings, startGateway, TEST_KEY } from '../fixtures/gateway.js';
import { initialize, legacy, type Message, modern } from '../fixtures/mcp-messages.js';
import { SocketClient } from '../fixtures/socket-client.js';

const count = { name: 'odoo_count', arguments: { model: 'res.country' } };
const create = { name: 'odoo_create', arguments: { model: 'res.partner', values: { name: 'Somebody' } } };
const seedCount = { method: 'odoo_count', params: count.arguments };
const partners = { method: 'odoo_search', params: { model: 'res.partner', limit: 1 } };
const limited = { code: 429, data: { code: 'rate_limited', retry_after_seconds: expect.any(Number) as number } };

describe('rates', () => {
  let sandbox: Sandbox;
  let gateway: RunningGateway;

  beforeAll(async () => {
    sandbox = await startSandbox();
  });

  afterAll(() => sandbox.close());

  afterEach(() => gateway.close());

  async function start(requests: number, more: Environment = {}): Promise<void> {
    gateway = await startGateway({
      ...sandboxSettings(sandbox),
      RATE_LIMIT_REQUESTS: String(requests),
      RATE_LIMIT_WINDOW: '3600',
      ...more,
    });
  }

  const accept = 'application/json, text/event-stream';
  const keyed = { authorization: `Bearer ${TEST_KEY}`, accept };
  const mcp = (message: unknown, headers: Environment = {}) => gateway.post('/mcp', message, { ...keyed, ...headers });
  const call = (message: Message) => {
    const { method, params } = message as { method: string; params: { name?: string } };
    const headers = {
      'mcp-protocol-version': '2026-07-28',
      'mcp-method': method,
      ...(params.name !== undefined && { 'mcp-name': params.name }),
    };
    return mcp({ ...message, id: 1 }, headers);
  };

  it('are told with every answer, also that of an error, and to pages', async () => {
    const page = 'https://dashboard.example.com';
    await start(5, { CORS_ORIGINS: page });
    const { headers } = await gateway.post('/mcp/tools/list', {}, { ...keyed, origin: page });
    expect(headers.get('ratelimit-policy')).toBe('"caller";q=5;w=3600');
    expect(headers.get('ratelimit')).toBe('"caller";r=4;t=3600');
    expect(headers.get('access-control-expose-headers')).toContain('retry-after, ratelimit-policy, ratelimit,');
    expect((await gateway.post('/mcp/tools/call', { method: 'nothing' })).headers.get('ratelimit')).toMatch(/r=3/);
    expect((await call(modern('tools/list'))).headers.get('ratelimit')).toMatch(/r=2/);
    const stranger = await gateway.post('/mcp/tools/list', {}, {});
    expect([stranger.status, stranger.headers.get('ratelimit')]).toEqual([401, '"address";r=59;t=3600']);
  });

  it('hold on REST', async () => {
    await start(1);
    expect((await gateway.post('/mcp/tools/call', seedCount)).status).toBe(200);
    const { status, headers, body } = await gateway.post('/mcp/tools/call', { ...seedCount, id: 7 });
    expect([status, headers.get('retry-after'), headers.get('ratelimit')]).toEqual([
      429,
      '3600',
      '"caller";r=0;t=3600',
    ]);
    expect(body).toMatchObject({ id: 7, error: limited });
    const models = await fetch(`${gateway.url}/odoo/models`, { headers: keyed });
    expect([models.status, await models.json()]).toMatchObject([429, { error: { code: 'rate_limited' } }]);
  });

  it('hold on streams, of which each costs 5', async () => {
    await start(9);
    const stream = () => gateway.post('/mcp/stream/tools/call', partners);
    expect((await stream()).body).toContain('"type":"end"');
    const second = await stream();
    expect(JSON.stringify(second.body)).toContain('rate_limited');
    expect(JSON.stringify(second.body)).not.toContain('chunk');
  });

  it('hold over MCP of the modern era, where a dear tool is refused as its result', async () => {
    await start(4, { MCP_MODE: 'readwrite', CONFIRM: 'never' });
    const before = sandbox.calls.counts.total;
    expect((await call(modern('tools/list'))).status).toBe(200);
    expect((await call(modern('tools/call', count))).body).not.toMatchObject({ result: { isError: true } });
    const asked = sandbox.calls.counts.total;
    const dear = await call(modern('tools/call', create));
    expect(dear.body).toMatchObject({ result: { isError: true } });
    expect(JSON.stringify(dear.body)).toContain('Too many requests.');
    expect(sandbox.calls.counts.total).toBe(asked);
    expect(asked).toBeGreaterThan(before);
    expect((await call(modern('tools/list'))).status).toBe(200);
    expect(await call(modern('tools/list'))).toMatchObject({ status: 429, body: { jsonrpc: '2.0', error: limited } });
  });

  it('hold over MCP of the legacy era, and count every message of a batch', async () => {
    await start(6);
    const opened = await mcp({ ...initialize(), id: 0 });
    const session = { 'mcp-session-id': opened.headers.get('mcp-session-id') ?? '' };
    const ping = (id: number) => ({ ...legacy('ping'), id });
    expect((await mcp([ping(1), ping(2), ping(3)], session)).status).not.toBe(429);
    expect((await mcp([ping(4), ping(5), ping(6)], session)).status).toBe(429);
    expect((await mcp(ping(7), session)).status).toBe(200);
    expect((await mcp(ping(8), session)).status).toBe(200);
    expect(await mcp(ping(9), session)).toMatchObject({ status: 429, body: { id: 9, error: limited } });
  });

  it('hold on WebSockets, together with all other doors', async () => {
    await start(5);
    const [one, other] = [await SocketClient.connect(gateway.url), await SocketClient.connect(gateway.url)];
    expect(await one.ask(seedCount)).toHaveProperty('result');
    expect(await other.ask(modern('tools/call', count))).toHaveProperty('result');
    expect((await gateway.post('/mcp/tools/call', seedCount)).status).toBe(200);
    expect(await one.ask(seedCount)).toMatchObject({ error: limited });
    expect(await other.ask(modern('tools/call', count))).toMatchObject({ jsonrpc: '2.0', error: limited });
  });

  it('hold for changes that are listened to, which cost one more each', async () => {
    await start(3);
    const listen = () => fetch(`${gateway.url}/odoo/models/res.partner/changes`, { headers: keyed });
    const first = await listen();
    expect(first.status).toBe(200);
    await first.body?.cancel();
    expect((await listen()).status).toBe(429);
  });
});
