import { modeAllows } from '#libs/contracts';
import { toolCatalog } from '#libs/tools';
import { type Sandbox, startSandbox } from '../../apps/sandbox/src/sandbox.js';
import { type RunningGateway, sandboxSettings, startGateway, TEST_KEY } from '../fixtures/gateway.js';

/** What a readonly key sees. */
const readable = toolCatalog.filter(({ access }) => modeAllows('readonly', access)).map(({ name }) => name);

const authorization = `Bearer ${TEST_KEY}`;

describe("the seed's REST", () => {
  let sandbox: Sandbox;
  let gateway: RunningGateway;

  beforeAll(async () => {
    sandbox = await startSandbox();
    gateway = await startGateway({
      ...sandboxSettings(sandbox),
      MCP_SERVER_NAME: 'our-odoo',
      MCP_SERVER_VERSION: '4.5.6',
    });
  });

  afterAll(async () => {
    await gateway.close();
    await sandbox.close();
  });

  const get = async (path: string): Promise<unknown> =>
    (await fetch(gateway.url + path, { headers: { authorization } })).json();

  it('GET /health needs no key', async () => {
    const answer = await fetch(`${gateway.url}/health`);
    expect(await answer.json()).toEqual({
      status: 'healthy',
      service: 'our-odoo',
      version: '4.5.6',
      mode: 'readonly',
      state: 'serving',
      uptime_seconds: expect.any(Number) as number,
      odoo: expect.any(Object) as object,
    });
  });

  it('GET /mcp/mode tells what is allowed', async () => {
    expect(await get('/mcp/mode')).toEqual({
      mode: 'readonly',
      allowed_permissions: ['read', 'execute'],
      forbidden_permissions: ['write', 'delete'],
      allowed_tools: expect.arrayContaining(['odoo_search', 'odoo_fields_get']) as string[],
      description: expect.any(String) as string,
    });
  });

  it('POST /mcp/initialize takes anything', async () => {
    const { status, body } = await gateway.post('/mcp/initialize', { whatever: 1 });
    expect(status).toBe(200);
    expect(body).toMatchObject({ capabilities: { tools: true, mode: { mode: 'readonly' } } });
  });

  it('POST /mcp/tools/list lists', async () => {
    const { status, body } = await gateway.post('/mcp/tools/list', {});
    expect(status).toBe(200);
    const listed = (body as { tools: Array<{ name: string }> }).tools.map(({ name }) => name);
    expect(listed).toEqual(readable);
  });

  const params = { model: 'res.partner', limit: 2, order: 'id', fields: ['id', 'name'] };

  it.each([
    ["the seed's own", { method: 'odoo_search', params, id: 5 }, { id: 5 }],
    ["the seed's own without an id", { method: 'odoo_search', params }, { id: null }],
    ["MCP's name and arguments", { name: 'odoo_search', arguments: params, id: 'a' }, { id: 'a' }],
    ['tools/call', { method: 'tools/call', params: { name: 'odoo_search', arguments: params } }, { id: null }],
    [
      'a JSON-RPC envelope',
      { jsonrpc: '2.0', method: 'tools/call', params: { name: 'odoo_search', arguments: params }, id: 9 },
      { jsonrpc: '2.0', id: 9 },
    ],
  ])('POST /mcp/tools/call takes %s shape', async (_name, request, envelope) => {
    const { status, body } = await gateway.post('/mcp/tools/call', request);
    expect(status).toBe(200);
    expect(body).toEqual({
      ...envelope,
      result: {
        model: 'res.partner',
        count: 2,
        records: expect.any(Array) as unknown[],
        has_more: true,
        next_cursor: expect.any(String) as string,
      },
    });
  });

  it('takes the key as X-API-Key too', async () => {
    const { status } = await gateway.post(
      '/mcp/tools/call',
      { method: 'odoo_search', params },
      { 'x-api-key': TEST_KEY },
    );
    expect(status).toBe(200);
  });

  it('makes one call of Odoo for one search', async () => {
    await gateway.post('/mcp/tools/call', { method: 'odoo_search', params });
    const before = sandbox.calls.counts;
    await gateway.post('/mcp/tools/call', { method: 'odoo_search', params });
    const after = sandbox.calls.counts;
    expect(after.total - before.total).toBe(1);
  });

  it.each([
    ['no tool', {}],
    ['a list', []],
    ['a tool that does not exist', { method: 'odoo_serch', params: {}, id: 3 }],
    ['a JSON-RPC call of one that does not exist', { jsonrpc: '2.0', method: 'odoo_serch', params: {}, id: 3 }],
  ])('answers %s', async (_name, request) => {
    const { status, body } = await gateway.post('/mcp/tools/call', request);
    const text = JSON.stringify(body).replace(/Tools: [^"]+/, 'Tools: …');
    expect({ status, body: JSON.parse(text) as unknown }).toMatchSnapshot();
  });
});
