import { type Sandbox, startSandbox } from '../../apps/sandbox/src/sandbox.js';
import { WireProxy } from '../faults/wire-proxy.js';
import { type RunningGateway, sandboxSettings, startGateway, TEST_KEY } from '../fixtures/gateway.js';
import { modern } from '../fixtures/mcp-messages.js';
import { McpWire } from '../fixtures/mcp-wire.js';
import { SocketClient } from '../fixtures/socket-client.js';

const META = 'io.odoo-mcp/timeout-ms';
const SEARCH = { model: 'res.partner', fields: ['name'], limit: 1 };
/** More than one page of Odoo has. */
const ROWS = { method: 'odoo_search', params: { model: 'res.partner', fields: ['name'] } };
const CREATE = { model: 'res.partner', values: { name: 'Deadline' } };
const PATIENCE_MS = 300;
const HEADER = { 'x-api-key': TEST_KEY, 'x-request-timeout': String(PATIENCE_MS / 1000) };
const _meta = { [META]: PATIENCE_MS };

describe('the deadline of a call', () => {
  let sandbox: Sandbox;
  let proxy: WireProxy;
  let gateway: RunningGateway;
  let wire: McpWire;
  let socket: SocketClient;

  beforeAll(async () => {
    sandbox = await startSandbox({ partners: 3000 });
    proxy = await WireProxy.start(sandbox.url);
    gateway = await startGateway({
      ...sandboxSettings(sandbox),
      ODOO_URL: proxy.url,
      MCP_MODE: 'readwrite',
      ODOO_BREAKER_FAILURES: '2',
      CALL_TIMEOUT_MS: '20000',
      CALL_TIMEOUT_MAX_MS: '30000',
    });
    wire = new McpWire(gateway);
    socket = await SocketClient.connect(gateway.url, { headers: { 'x-api-key': TEST_KEY } });
    await call({ method: 'odoo_search', params: SEARCH });
  });

  afterEach(() => {
    sandbox.faults.clear();
    proxy.behave({});
  });

  afterAll(async () => {
    await socket.close();
    await gateway.close();
    await proxy.close();
    await sandbox.close();
  });

  const call = async (body: object, headers = {}) =>
    (await gateway.post('/mcp/tools/call', body, { 'x-api-key': TEST_KEY, ...headers })).body;
  const get = async (path: string) => (await fetch(gateway.url + path, { headers: HEADER })).json();
  const streamed = async (body: object, accept: string, headers = {}) => {
    const answer = await fetch(`${gateway.url}/mcp/stream/tools/call`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept, ...HEADER, ...headers },
      body: JSON.stringify(body),
    });
    return answer.text();
  };
  const tool = { name: 'odoo_search', arguments: SEARCH };
  const legacyCall = async (params: object) =>
    (await wire.legacy('tools/call', { ...params }, await wire.openSession())).body;

  const doors: [string, () => Promise<unknown>][] = [
    ['POST /mcp/tools/call', () => call({ method: 'odoo_search', params: SEARCH }, HEADER)],
    ['POST /mcp/tools/call, by its _meta', () => call({ method: 'odoo_search', params: SEARCH, _meta })],
    [
      'POST /odoo/query',
      async () =>
        (await gateway.post('/odoo/query', { model: 'res.partner', method: 'search_count', args: [[]] }, HEADER)).body,
    ],
    ['GET records', () => get('/odoo/models/res.partner/records?limit=1')],
    [
      'POST /mcp/resources/read',
      async () =>
        (await gateway.post('/mcp/resources/read', { params: { uri: 'odoo://records/res.partner/1' } }, HEADER)).body,
    ],
    [
      'Server-Sent Events',
      () => streamed({ method: 'odoo_search', params: { model: 'res.partner' } }, 'text/event-stream'),
    ],
    ['NDJSON', () => streamed({ method: 'odoo_search', params: { model: 'res.partner' } }, 'application/x-ndjson')],
    ['MCP, by its header', async () => (await wire.modern('tools/call', tool, HEADER)).body],
    ['MCP, by its _meta', async () => (await wire.modern('tools/call', { ...tool, _meta })).body],
    [
      'MCP, by the shorter of both',
      async () => (await wire.modern('tools/call', { ...tool, _meta }, { 'x-request-timeout': '20' })).body,
    ],
    ['MCP in the legacy era', () => legacyCall({ ...tool, _meta })],
    ['a WebSocket', () => socket.ask({ method: 'tools/call', params: { ...tool, _meta } })],
    [
      'MCP on a WebSocket',
      async () => {
        const client = await SocketClient.connect(gateway.url, { headers: { 'x-api-key': TEST_KEY } });
        const answer = await client.ask(modern('tools/call', { ...tool, _meta }));
        await client.close();
        return answer;
      },
    ],
    ['a stream on a WebSocket', () => socket.ask({ method: 'tools/stream', params: { ...tool, _meta } })],
  ];

  it.each(doors)('ends a read that Odoo does not answer, with what ended it: %s', async (_door, ask) => {
    sandbox.faults.set({ answer: 'black-hole' });
    const begun = performance.now();
    const answer = JSON.stringify(await ask());
    expect(performance.now() - begun).toBeGreaterThanOrEqual(PATIENCE_MS - 5);
    expect(answer).toContain('odoo_timeout');
    expect(answer).toContain(`${PATIENCE_MS} ms (X-Request-Timeout)`);
  });

  it('is no failure of Odoo, however short: the breaker stays closed, and health as it was', async () => {
    sandbox.faults.set({ answer: 'black-hole' });
    for (let asked = 0; asked < 4; asked += 1) await call({ method: 'odoo_search', params: SEARCH }, HEADER);
    sandbox.faults.clear();
    expect(await call({ method: 'odoo_search', params: SEARCH })).toMatchObject({ result: { count: 1 } });
    expect(await get('/health')).toMatchObject({ odoo: { reachable: 1 } });
  });

  it('says of a write that was sent what to look for', async () => {
    sandbox.faults.set({ answer: 'black-hole', match: { method: 'create' } });
    expect(await call({ method: 'odoo_create', params: CREATE }, HEADER)).toMatchObject({
      error: {
        data: {
          code: 'outcome_unknown',
          retryable: false,
          hint: expect.stringContaining('[["name","=","Deadline"]]') as string,
        },
      },
    });
  });

  it('says of a write that was not sent that nothing was done', async () => {
    sandbox.faults.set({ answer: 'black-hole', match: { method: 'search_read' } });
    const before = sandbox.calls.count({ method: 'create' });
    const many = Array.from({ length: 16 }, () =>
      call({ method: 'odoo_search', params: SEARCH }, { 'x-request-timeout': '2' }),
    );
    // All slots are taken, and nothing is known of how long such calls take.
    expect(await call({ method: 'odoo_create', params: CREATE }, HEADER)).toMatchObject({
      error: { data: { code: expect.stringMatching(/odoo_timeout|gateway_unavailable/) as string } },
    });
    await Promise.all(many);
    expect(sandbox.calls.count({ method: 'create' })).toBe(before);
  });

  it.each<[string, 'up' | 'down']>([
    ['a black hole before Odoo', 'up'],
    ['a black hole behind Odoo', 'down'],
  ])('ends what falls into %s', async (_what, way) => {
    proxy.behave({ [way]: { cut: { afterBytes: 0, by: 'black-hole' } } });
    expect(await call({ method: 'odoo_search', params: SEARCH }, HEADER)).toMatchObject({
      error: { data: { code: 'odoo_timeout' } },
    });
    expect(await call({ method: 'odoo_create', params: CREATE }, HEADER)).toMatchObject({
      error: { data: { code: 'outcome_unknown' } },
    });
  });

  it('lets a stream of rows go on for longer, chunk by chunk, where its caller names no time', async () => {
    const chunkMs = 1500;
    const own = await startGateway({
      ...sandboxSettings(sandbox),
      CALL_TIMEOUT_MS: String(chunkMs),
      CALL_TIMEOUT_MAX_MS: String(chunkMs),
    });
    try {
      // It logs in.
      await own.post('/mcp/tools/call', { method: 'odoo_search', params: SEARCH });
      sandbox.faults.set({ latencyMs: 400, match: { method: 'search_read' } });
      const begun = performance.now();
      const { body } = await own.post('/mcp/stream/tools/call', ROWS);
      expect(performance.now() - begun).toBeGreaterThan(chunkMs);
      expect(body).toContain('"type":"end"');
    } finally {
      await own.close();
    }
  });

  it('ends a stream of rows as a whole where its caller names one', async () => {
    sandbox.faults.set({ latencyMs: 700, match: { method: 'search_read' } });
    const text = await streamed(ROWS, 'text/event-stream', { 'x-request-timeout': '2.5' });
    expect(text).toContain('"type":"chunk"');
    expect(text).toContain('odoo_timeout');
  });

  it('is never longer than the operator allows', async () => {
    const own = await startGateway({ ...sandboxSettings(sandbox), CALL_TIMEOUT_MAX_MS: '300' });
    try {
      sandbox.faults.set({ answer: 'black-hole', match: { method: 'search_read' } });
      const { status, body } = await own.post(
        '/mcp/tools/call',
        { method: 'odoo_search', params: SEARCH },
        { 'x-api-key': TEST_KEY, 'x-request-timeout': '3600' },
      );
      expect(status).toBe(504);
      expect(JSON.stringify(body)).toContain('300 ms (CALL_TIMEOUT_MAX_MS)');
    } finally {
      await own.close();
    }
  });

  it.each<[string, () => Promise<unknown>]>([
    ['a header', () => call({ method: 'odoo_search', params: SEARCH }, { 'x-request-timeout': 'soon' })],
    ['a header to MCP', async () => (await wire.modern('tools/call', tool, { 'x-request-timeout': '-1' })).body],
    ['a _meta', () => call({ method: 'odoo_search', params: SEARCH, _meta: { [META]: '5s' } })],
    ['a _meta of MCP', async () => (await wire.modern('tools/call', { ...tool, _meta: { [META]: 0 } })).body],
    ['a _meta on a WebSocket', () => socket.ask({ method: 'tools/call', params: { ...tool, _meta: { [META]: -1 } } })],
  ])('refuses %s that is no time, with what to send', async (_what, ask) => {
    const answer = JSON.stringify(await ask());
    expect(answer).toMatch(/invalid_arguments/);
    expect(answer).toMatch(/such as 2\.?5/);
  });
});
