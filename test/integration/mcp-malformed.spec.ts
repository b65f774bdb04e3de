import { type Sandbox, startSandbox } from '../../apps/sandbox/src/sandbox.js';
import { type RunningGateway, sandboxSettings, startGateway, TEST_KEY } from '../fixtures/gateway.js';
import { McpWire } from '../fixtures/mcp-wire.js';

type Headers = Readonly<Record<string, string>>;
/** What is wrong, the body, and the headers of the protocol. */
type Case = readonly [wrong: string, body: unknown, headers: Headers];

const VERSION = '2026-07-28';
const META = {
  'io.modelcontextprotocol/protocolVersion': VERSION,
  'io.modelcontextprotocol/clientCapabilities': {},
};
const nested = (levels: number) => '['.repeat(levels) + ']'.repeat(levels);
const MEGABYTE_NAME = 'x'.repeat(1_000_000);

function request(method: string, params: unknown, members: Readonly<Record<string, unknown>> = {}): unknown {
  return { jsonrpc: '2.0', id: 1, method, params, ...members };
}

/** Mistakes that can be made in both eras; `params` makes right ones, and `headers` those for a method and a name. */
function commonCases(
  params: (members?: object) => Record<string, unknown>,
  headers: (method: string, name?: string) => Headers,
): readonly Case[] {
  const list = request('tools/list', params());
  const toList = headers('tools/list');
  const call = (members: object, name?: string): readonly [unknown, Headers] => [
    request('tools/call', params(members)),
    headers('tools/call', name),
  ];
  const deep = JSON.stringify(request('tools/call', params({ name: 'odoo_count', arguments: { domain: 'DEEP' } })));
  return [
    ['no JSON', '{"jsonrpc": "2.0", ', toList],
    ['an empty body', '', toList],
    ['a prototype', '{"__proto__": {"jsonrpc": "2.0"}}', toList],
    ['null', null, toList],
    ['a number', 7, toList],
    ['a text', '"tools/list"', toList],
    ['an object without members', {}, toList],
    ['a batch without messages', [], toList],
    ['a batch of junk', [1, 'x', null], toList],
    ['jsonrpc 1.0', request('tools/list', params(), { jsonrpc: '1.0' }), toList],
    ['a method that is a number', request('tools/list', params(), { method: 7 }), toList],
    ['a method that does not exist', request('no/such', params()), headers('no/such')],
    ['a method of the language', request('__proto__', params()), headers('__proto__')],
    ['an id of null', request('tools/list', params(), { id: null }), toList],
    ['an id that is an object', request('tools/list', params(), { id: {} }), toList],
    ['params that are a list', request('tools/list', []), toList],
    ['params that are null', request('tools/list', null), toList],
    ['_meta that is null', request('tools/list', { _meta: null }), toList],
    ['a cursor that is a number', request('tools/list', params({ cursor: 7 })), toList],
    ['a tool without a name', ...call({})],
    ['a tool whose name is a number', ...call({ name: 7 })],
    ['a tool whose name has a megabyte', ...call({ name: MEGABYTE_NAME }, 'x'.repeat(1000))],
    ['arguments that are a list', ...call({ name: 'odoo_count', arguments: [] }, 'odoo_count')],
    ['arguments that are null', ...call({ name: 'odoo_count', arguments: null }, 'odoo_count')],
    ['a resource without an address', request('resources/read', params()), headers('resources/read')],
    ['a completion of nothing', request('completion/complete', params()), headers('completion/complete')],
    ['a body of 100,000 levels', nested(100_000), toList],
    ['arguments of 100,000 levels', deep.replace('"DEEP"', nested(100_000)), headers('tools/call', 'odoo_count')],
    ['a text instead of JSON', list, { ...toList, 'content-type': 'text/plain' }],
    ['a form instead of JSON', 'method=tools/list', { ...toList, 'content-type': 'application/x-www-form-urlencoded' }],
    ['a version that never was', list, { ...toList, 'mcp-protocol-version': '1999-01-01' }],
  ];
}

describe('malformed requests', () => {
  let sandbox: Sandbox;
  let gateway: RunningGateway;
  let wire: McpWire;
  let session: string;

  beforeAll(async () => {
    sandbox = await startSandbox();
    gateway = await startGateway(sandboxSettings(sandbox));
    wire = new McpWire(gateway);
    session = await wire.openSession();
  });

  afterAll(async () => {
    await gateway.close();
    await sandbox.close();
  });

  /** Status and message; what is very long in it is shown short. */
  async function answerTo(body: unknown, headers: Headers): Promise<unknown> {
    const answer = await wire.send(body, headers);
    const shown = JSON.stringify(answer.body ?? null).replaceAll(/(.)\1{200,}/g, '$1…');
    return { status: answer.status, body: JSON.parse(shown) as unknown };
  }

  describe('of the modern era', () => {
    const headers = (method: string, name?: string): Headers => ({
      'mcp-protocol-version': VERSION,
      'mcp-method': method,
      ...(name !== undefined && { 'mcp-name': name }),
    });
    const params = (members = {}) => ({ ...members, _meta: META });
    const list = (_meta?: unknown) => request('tools/list', _meta === undefined ? {} : { _meta });
    const without = (name: keyof typeof META) => ({ ...META, [name]: undefined });
    const count = { name: 'odoo_count', arguments: { model: 'res.country' } };
    const cases: readonly Case[] = [
      ...commonCases(params, headers),
      ['no params', { jsonrpc: '2.0', id: 1, method: 'tools/list' }, headers('tools/list')],
      ['no _meta', list(), headers('tools/list')],
      ['no version in _meta', list(without('io.modelcontextprotocol/protocolVersion')), headers('tools/list')],
      ['no capabilities in _meta', list(without('io.modelcontextprotocol/clientCapabilities')), headers('tools/list')],
      [
        'capabilities that are a list',
        list({ ...META, 'io.modelcontextprotocol/clientCapabilities': [] }),
        headers('tools/list'),
      ],
      [
        'a version to come',
        list({ ...META, 'io.modelcontextprotocol/protocolVersion': '2099-01-01' }),
        { ...headers('tools/list'), 'mcp-protocol-version': '2099-01-01' },
      ],
      ['no header for the version', list(META), { 'mcp-method': 'tools/list' }],
      ['no header for the method', list(META), { 'mcp-protocol-version': VERSION }],
      ['a header for another method', list(META), headers('tools/call')],
      ['no header for the tool', request('tools/call', params(count)), headers('tools/call')],
      ['a header for another tool', request('tools/call', params(count)), headers('tools/call', 'odoo_search')],
      ['a batch', [list(META), list(META)], headers('tools/list')],
      ['what only the legacy era knows', request('initialize', params()), headers('initialize')],
    ];

    it.each(cases)('are answered: %s', async (_wrong, body, given) => {
      expect(await answerTo(body, given)).toMatchSnapshot();
    });
  });

  describe('of the legacy era', () => {
    const params = (members = {}) => ({ ...members });
    const inSession = () => ({ 'mcp-protocol-version': '2025-11-25' });
    const client = { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'x', version: '1' } };

    it.each(commonCases(params, inSession))('are answered: %s', async (_wrong, body, given) => {
      expect(await answerTo(body, { 'mcp-session-id': session, ...given })).toMatchSnapshot();
    });

    it.each<Case>([
      ['no session', request('tools/list', {}), {}],
      ['a session that never was', request('tools/list', {}), { 'mcp-session-id': 'made-up' }],
      ['an initialize without parameters', request('initialize', {}), {}],
      ['an initialize within a batch', [request('initialize', client)], {}],
      ['what only the modern era knows', request('server/discover', {}), {}],
      ['an answer to nothing', { jsonrpc: '2.0', id: 5, result: {} }, {}],
    ])('are answered: %s', async (_wrong, body, given) => {
      expect(await answerTo(body, given)).toMatchSnapshot();
    });

    it('are answered: a second initialize', async () => {
      expect(await answerTo(request('initialize', client), { 'mcp-session-id': session })).toMatchSnapshot();
    });

    it('are answered: an id that is in use', async () => {
      const headers = { 'mcp-session-id': session };
      const body = request('tools/call', { name: 'odoo_count', arguments: { model: 'res.country' } }, { id: 'twice' });
      sandbox.faults.set({ answer: 'black-hole', times: 1 });
      const { total } = sandbox.calls.counts;
      const first = wire.send(body, headers);
      while (sandbox.calls.counts.total === total) await new Promise(setImmediate);
      expect(await answerTo(body, headers)).toMatchSnapshot();
      await wire.send({ jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId: 'twice' } }, headers);
      expect(await first).toMatchObject({ status: 200, body: undefined });
    });
  });

  it.each(['GET', 'DELETE'])('are answered: %s without a session', async (method) => {
    const headers = { authorization: `Bearer ${TEST_KEY}`, accept: 'text/event-stream' };
    const answer = await fetch(`${gateway.url}/mcp`, { method, headers });
    expect([answer.status, answer.headers.get('allow'), await answer.json()]).toMatchSnapshot();
  });

  it('leave the gateway serving, and the session open', async () => {
    expect(await wire.modern('tools/list')).toMatchObject({ status: 200, body: { result: {} } });
    expect(await wire.legacy('tools/list', {}, session)).toMatchObject({ status: 200, body: { result: {} } });
  });
});
