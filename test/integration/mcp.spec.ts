import { modeAllows } from '#libs/contracts';
import { toolCatalog } from '#libs/tools';
import { type Sandbox, startSandbox } from '../../apps/sandbox/src/sandbox.js';
import { type RunningGateway, sandboxSettings, startGateway, TEST_KEY } from '../fixtures/gateway.js';
import { McpWire } from '../fixtures/mcp-wire.js';
import { until } from '../fixtures/until.js';

/** What a readonly key sees. */
const readable = toolCatalog.filter(({ access }) => modeAllows('readonly', access)).map(({ name }) => name);

const search = {
  name: 'odoo_search',
  arguments: { model: 'res.partner', fields: ['id', 'name'], limit: 2, order: 'id' },
};
const count = { name: 'odoo_count', arguments: { model: 'res.country' } };

describe('/mcp', () => {
  let sandbox: Sandbox;
  let gateway: RunningGateway;
  let wire: McpWire;

  beforeAll(async () => {
    sandbox = await startSandbox();
    gateway = await startGateway({
      ...sandboxSettings(sandbox),
      MCP_SERVER_NAME: 'our-odoo',
      MCP_SERVER_VERSION: '4.5.6',
    });
    wire = new McpWire(gateway);
  });

  afterAll(async () => {
    await gateway.close();
    await sandbox.close();
  });

  describe('in the modern era', () => {
    it('is discovered under the configured name, for this key alone', async () => {
      const { body } = await wire.modern('server/discover');
      expect(body).toMatchObject({
        result: {
          supportedVersions: ['2026-07-28'],
          cacheScope: 'private',
          capabilities: { tools: {} },
          _meta: { 'io.modelcontextprotocol/serverInfo': { name: 'our-odoo', version: '4.5.6' } },
        },
      });
    });

    it('lists the tools in a fixed order', async () => {
      const { body } = await wire.modern('tools/list');
      expect(body).toMatchObject({
        result: { cacheScope: 'private', tools: readable.map((name) => ({ name })) },
      });
      expect((await wire.modern('tools/list')).body).toEqual(body);
    });

    it('gives rows as text alone', async () => {
      const { body } = await wire.modern('tools/call', search);
      const { result } = body as { result: Record<string, unknown> };
      expect(result['content']).toEqual([
        {
          type: 'text',
          text: expect.stringMatching(/^res\.partner: 2 rows, more follow: .*\n\["id","name"\]\n\[/) as string,
          _meta: { 'odoo-mcp-server/untrusted': true },
        },
      ]);
      expect(result).not.toHaveProperty('structuredContent');
    });

    it('names its request in the answer', async () => {
      const { headers } = await wire.modern('tools/call', search);
      expect(headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
    });

    it('gives small results twice, saying the same', async () => {
      const { body } = await wire.modern('tools/call', count);
      const { result } = body as { result: { content: [{ text: string }]; structuredContent: unknown } };
      expect(JSON.parse(result.content[0].text)).toEqual(result.structuredContent);
      expect(result.structuredContent).toMatchObject({ model: 'res.country', count: expect.any(Number) as number });
    });

    it('gives bad arguments back to the model, and an unknown tool to the client', async () => {
      const bad = await wire.modern('tools/call', { name: 'odoo_search', arguments: { model: 7 } });
      expect(bad.body).toMatchObject({ result: { isError: true } });
      const unknown = await wire.modern('tools/call', { name: 'nope', arguments: {} });
      expect(unknown.body).toMatchObject({ error: { code: -32602 } });
    });

    it.each([
      ['a header that names another tool', { 'mcp-name': 'odoo_fields_get' }, -32020],
      ['a header that names another method', { 'mcp-method': 'tools/list' }, -32020],
      ['no header for the tool', { 'mcp-name': '' }, -32020],
    ])('refuses %s', async (_name, headers, code) => {
      const { status, body } = await wire.modern('tools/call', search, headers);
      expect(status).toBe(400);
      expect(body).toMatchObject({ error: { code } });
    });
  });

  describe('in the legacy era', () => {
    it('opens a session, serves in it, and ends it', async () => {
      const session = await wire.openSession();
      const { body } = await wire.legacy('tools/call', search, session);
      expect(body).toMatchObject({ result: { content: [{ type: 'text' }] } });
      const headers = { authorization: `Bearer ${TEST_KEY}`, 'mcp-session-id': session };
      expect((await fetch(`${gateway.url}/mcp`, { method: 'DELETE', headers })).status).toBe(200);
      expect((await wire.legacy('tools/list', {}, session)).status).toBe(404);
    });

    it('may be listened to in a session, and nowhere else', async () => {
      const headers = { authorization: `Bearer ${TEST_KEY}`, accept: 'text/event-stream' };
      const stream = await fetch(`${gateway.url}/mcp`, {
        headers: { ...headers, 'mcp-session-id': await wire.openSession() },
      });
      expect([stream.status, stream.headers.get('content-type')]).toEqual([200, 'text/event-stream']);
      await stream.body?.cancel();
      expect((await fetch(`${gateway.url}/mcp`, { headers })).status).toBe(405);
    });

    it.each(['2024-11-05', '2025-03-26', '2025-06-18', '2025-11-25'])('speaks %s', async (protocolVersion) => {
      const clientInfo = { name: 'wire', version: '1' };
      const { body } = await wire.legacy('initialize', { protocolVersion, capabilities: {}, clientInfo });
      expect(body).toMatchObject({ result: { protocolVersion, serverInfo: { name: 'our-odoo', version: '4.5.6' } } });
    });

    it('wants a session before anything else', async () => {
      expect(await wire.legacy('tools/list')).toMatchObject({ status: 400, body: { error: { code: -32600 } } });
      expect((await wire.legacy('tools/list', {}, 'made-up')).status).toBe(404);
    });
  });

  it('answers what is no JSON as the protocol says', async () => {
    expect(await wire.send('{bad', {})).toMatchObject({ status: 400, body: { error: { code: -32700 }, id: null } });
  });

  it.each(['modern', 'legacy'] as const)('closes the call to Odoo when a client of the %s era leaves', async (era) => {
    const session = era === 'legacy' ? await wire.openSession() : undefined;
    await wire.modern('tools/call', search);
    sandbox.faults.set({ answer: 'black-hole', times: 1 });
    const { clientClosed, total } = sandbox.calls.counts;
    const leaving = new AbortController();
    const call =
      session === undefined
        ? fetchModernCall(leaving.signal)
        : wire.send(
            { jsonrpc: '2.0', id: 5, method: 'tools/call', params: search },
            { 'mcp-session-id': session },
            leaving.signal,
          );
    const ended = call.then(
      () => 'answered',
      () => 'given up',
    );
    await until(() => sandbox.calls.counts.total > total);
    leaving.abort();
    expect(await ended).toBe('given up');
    // A legacy client says so in words too, since its stream may be resumed.
    if (session !== undefined) {
      const params = { requestId: 5, reason: 'left' };
      await wire.send({ jsonrpc: '2.0', method: 'notifications/cancelled', params }, { 'mcp-session-id': session });
    }
    await until(() => sandbox.calls.counts.clientClosed > clientClosed);
  });

  function fetchModernCall(signal: AbortSignal): Promise<unknown> {
    const _meta = {
      'io.modelcontextprotocol/protocolVersion': '2026-07-28',
      'io.modelcontextprotocol/clientCapabilities': {},
    };
    const headers = { 'mcp-protocol-version': '2026-07-28', 'mcp-method': 'tools/call', 'mcp-name': 'odoo_search' };
    return wire.send({ jsonrpc: '2.0', id: 1, method: 'tools/call', params: { ...search, _meta } }, headers, signal);
  }
});
