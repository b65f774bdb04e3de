import type { OdooTarget, Principal } from '#libs/contracts';
import { type Sandbox, startSandbox } from '../../apps/sandbox/src/sandbox.js';
import { keyOf, SetAccess } from '../fixtures/access.js';
import { EventStream } from '../fixtures/event-stream.js';
import { type RunningGateway, sandboxSettings, startGateway, TEST_KEY } from '../fixtures/gateway.js';
import { legacy, modern } from '../fixtures/mcp-messages.js';
import { McpWire } from '../fixtures/mcp-wire.js';
import { SocketClient } from '../fixtures/socket-client.js';
import { StreamClient } from '../fixtures/stream-client.js';

const HOME: OdooTarget = { connection: 'default', companies: [] };
const SHOP: OdooTarget = { connection: 'shop', companies: [] };
const SECRET = 'payroll';
const HEADER = 'x-odoo-connection';
const COUNT = { model: 'res.partner' };

interface Body {
  readonly result: { readonly count: number; readonly next_cursor: string; readonly records: object[] };
  readonly error: { readonly data: { readonly code: string; readonly message: string; readonly hint: string } };
}

/** A key that may use both Odoos, one with another user of the first, and one that may use one alone. */
describe('several Odoos behind one gateway', () => {
  let home: Sandbox;
  let shop: Sandbox;
  let gateway: RunningGateway;
  let access: SetAccess;
  let counts: { home: number; shop: number };

  beforeAll(async () => {
    [home, shop] = await Promise.all([startSandbox({ partners: 40 }), startSandbox({ partners: 70 })]);
    gateway = await startGateway({ ...sandboxSettings(home), MCP_MODE: 'readwrite' }, (config) => {
      access = new SetAccess(config, (table) => {
        const [key] = table.keys;
        const odoo = table.connections.get('default');
        if (!key || !odoo) throw new Error('The environment has neither.');
        const caller = (id: string, change: Partial<Principal>) =>
          keyOf(id, { ...key.principal, id, odoo: HOME, ...change });
        const there = { ...odoo, url: new URL(shop.url) };
        return {
          ...table,
          connections: new Map([
            ['default', odoo],
            ['shop', there],
            [SECRET, there],
          ]),
          identities: new Map([['demo', { username: 'demo', password: 'demo', apiKey: undefined }]]),
          keys: [
            caller(TEST_KEY, { otherOdoos: [SHOP] }),
            caller('demo', { odoo: { ...HOME, identity: 'demo' } }),
            caller('narrow', {}),
          ],
        };
      });
      return access;
    });
    counts = { home: await count(), shop: await count({ connection: 'shop' }) };
  });

  afterAll(async () => {
    await gateway.close();
    await Promise.all([home.close(), shop.close()]);
  });

  const keyed = (key: string, more = {}) => ({ authorization: `Bearer ${key}`, ...more });

  async function call(method: string, params: object, headers = keyed(TEST_KEY)): Promise<Body> {
    return (await gateway.post('/mcp/tools/call', { method, params }, headers)).body as Body;
  }

  async function count(more = {}, headers = keyed(TEST_KEY)): Promise<number> {
    return (await call('odoo_count', { ...COUNT, ...more }, headers)).result.count;
  }

  async function get(path: string, headers: Record<string, string>): Promise<{ status: number; body: Body }> {
    const answer = await fetch(gateway.url + path, { headers });
    return { status: answer.status, body: (await answer.json()) as Body };
  }

  it('sends a call to the first, or to the one that its argument or header names', async () => {
    expect(counts.home).not.toBe(counts.shop);
    expect(await count({ connection: 'default' })).toBe(counts.home);
    expect(await count({}, keyed(TEST_KEY, { [HEADER]: 'shop' }))).toBe(counts.shop);
    expect(await count({ connection: 'default' }, keyed(TEST_KEY, { [HEADER]: 'shop' }))).toBe(counts.home);
  });

  it('takes the header on every route that asks Odoo something', async () => {
    const there = keyed(TEST_KEY, { [HEADER]: 'shop' });
    shop.calls.clear();
    home.calls.clear();
    await get('/odoo/models/res.partner/records?limit=1', there);
    await get('/odoo/models/res.partner/records/1', there);
    await get('/odoo/models/res.partner/aggregate?group_by=country_id', there);
    await get('/odoo/models', there);
    await gateway.post('/odoo/query', { model: 'res.partner', method: 'search_count', args: [[]] }, there);
    await gateway.post('/mcp/resources/read', { params: { uri: 'odoo://records/res.partner/1' } }, there);
    const stream = await StreamClient.open(gateway, { method: 'odoo_search', params: { ...COUNT, limit: 1 } }, there);
    await stream.until(({ data }) => (data as { type?: string }).type === 'end');
    const changes = await EventStream.open(`${gateway.url}/odoo/models/res.partner/changes`, { [HEADER]: 'shop' });
    await changes.next();
    changes.close();
    expect(home.calls.list).toEqual([]);
    expect(shop.calls.list.length).toBeGreaterThan(7);
  });

  it('takes the argument over MCP and over the WebSocket', async () => {
    const wire = new McpWire(gateway);
    const asked = { name: 'odoo_count', arguments: { ...COUNT, connection: 'shop' } };
    const session = await wire.openSession();
    const socket = await SocketClient.connect(gateway.url);
    const answers = [
      (await wire.modern('tools/call', asked)).body,
      (await wire.legacy('tools/call', asked, session)).body,
      await socket.ask(modern('tools/call', asked)),
      await socket.ask({ method: 'odoo_count', params: asked.arguments }),
    ];
    for (const answer of answers) expect(JSON.stringify(answer)).toMatch(new RegExp(`count\\W+${counts.shop}\\D`));
    shop.calls.clear();
    socket.send({ method: 'changes/watch', id: 'w', params: { ...COUNT, connection: 'shop' } });
    await socket.next();
    expect(shop.calls.list.length).toBeGreaterThan(0);
  });

  it('lists the argument for keys that have a choice, and for no other', async () => {
    const schemas = async (key: string) => {
      const { body } = await gateway.post('/mcp/tools/list', {}, keyed(key));
      const { tools } = body as { tools: Array<{ inputSchema: { properties: object } }> };
      return tools.map(({ inputSchema }) => inputSchema.properties);
    };
    for (const properties of await schemas(TEST_KEY)) {
      expect(properties).toMatchObject({ connection: { enum: ['default', 'shop'], default: 'default' } });
    }
    for (const properties of await schemas('narrow')) expect(properties).not.toHaveProperty('connection');
  });

  it('answers the same for a connection of others and for one that is none', async () => {
    const answers = [SECRET, 'nonsense', 'constructor'].map(async (connection) => {
      const byArgument = await call('odoo_count', { ...COUNT, connection });
      const byHeader = await get('/odoo/models', keyed(TEST_KEY, { [HEADER]: connection }));
      expect(byHeader.status).toBe(403);
      return [byArgument.error, byHeader.body];
    });
    const [first, ...others] = (await Promise.all(answers)).map((answer) =>
      JSON.stringify(answer).replaceAll(/"request_?id":"[^"]*"/gi, ''),
    );
    expect(first).toContain('default, shop');
    expect(first).not.toContain(SECRET);
    for (const other of others) expect(other).toBe(first);
    const narrow = await call('odoo_count', { ...COUNT, connection: 'shop' }, keyed('narrow'));
    expect(narrow.error.data.code).toBe('forbidden');
    expect(JSON.stringify(narrow)).not.toContain('shop');
  });

  describe('what is sealed', () => {
    const page = { ...COUNT, limit: 5, fields: ['name'] };

    it('goes on with a search in the same Odoo, and in no other', async () => {
      const { next_cursor: cursor } = (await call('odoo_search', page)).result;
      const there = await call('odoo_search', { ...page, cursor, connection: 'shop' });
      expect(there.error.data).toMatchObject({ code: 'invalid_arguments' });
      const byHeader = await call('odoo_search', { ...page, cursor }, keyed(TEST_KEY, { [HEADER]: 'shop' }));
      expect(byHeader.error.data).toMatchObject({ code: 'invalid_arguments' });
      const here = await call('odoo_search', { ...page, cursor, connection: 'default' });
      expect(here.result.count).toBe(5);
    });

    it('goes on with a stream in the same Odoo, and in no other', async () => {
      const body = { method: 'odoo_search', params: { ...COUNT, limit: 5, fields: ['name'] } };
      const stream = await StreamClient.open(gateway, body);
      const frames = await stream.until(({ data }) => (data as { type?: string }).type === 'chunk');
      const cursor = frames.map(({ id }) => id).findLast((id) => id !== undefined) ?? '';
      const again = { 'last-event-id': cursor };
      const there = await StreamClient.open(gateway, body, { ...again, [HEADER]: 'shop' });
      expect(there.response.statusCode).toBe(400);
      const here = await StreamClient.open(gateway, body, again);
      expect(here.response.statusCode).toBe(200);
    });

    it('loses the place of changes in another Odoo', async () => {
      const path = `${gateway.url}/odoo/models/res.partner/changes`;
      const first = await EventStream.open(path);
      await first.next();
      const cursor = first.lastId;
      first.close();
      const there = await EventStream.open(path, { 'last-event-id': cursor, [HEADER]: 'shop' });
      expect(await there.next()).toMatchObject({ type: 'reset' });
      there.close();
      const here = await EventStream.open(path, { 'last-event-id': cursor });
      expect(await here.next()).toMatchObject({ type: 'ready' });
      here.close();
    });

    it('confirms a call in the same Odoo, and in no other', async () => {
      const wire = new McpWire(gateway);
      const forms = { elicitation: { form: {} } };
      const unlink = { name: 'odoo_unlink', arguments: { model: 'res.partner', ids: [30] } };
      const { body } = await wire.modern('tools/call', unlink, {}, forms);
      const { requestState } = (body as { result: { requestState: string } }).result;
      const inputResponses = { confirm: { action: 'accept', content: { confirm: true } } };
      const yes = { ...unlink, requestState, inputResponses };
      shop.calls.clear();
      const elsewhere = { ...yes, arguments: { ...yes.arguments, connection: 'shop' } };
      for (const [params, headers] of [
        [elsewhere, {}],
        [yes, { [HEADER]: 'shop' }],
      ] as const) {
        const answer = await wire.modern('tools/call', params, headers, forms);
        expect(JSON.stringify(answer.body)).toContain('does not belong to this call');
      }
      expect(shop.calls.list).toEqual([]);
    });

    it('serves a session to requests to the Odoo that it was opened for', async () => {
      const wire = new McpWire(gateway);
      const session = await wire.openSession();
      const list = { ...legacy('tools/list'), id: 1 };
      const answer = await wire.send(list, { 'mcp-session-id': session, [HEADER]: 'shop' });
      expect(answer.status).toBe(404);
      expect((await wire.send(list, { 'mcp-session-id': session })).status).toBe(200);
    });
  });

  describe('users of one Odoo', () => {
    it('each see what Odoo shows to them, however often the other has asked before', async () => {
      const may = async (key: string) => {
        const { result } = await call('odoo_models', { words: 'companies' }, keyed(key));
        return (result as unknown as { models: Array<{ may: string[] }> }).models[0]?.may;
      };
      for (let round = 0; round < 2; round += 1) {
        expect(await may('narrow')).toContain('write');
        expect(await may('demo')).toEqual(['read']);
      }
    });
  });

  it('follows what is configured while it runs', async () => {
    const before = access.current;
    access.set((table) => ({
      ...table,
      connections: new Map([...table.connections].filter(([name]) => name !== 'shop')),
    }));
    expect((await call('odoo_count', { ...COUNT, connection: 'shop' })).error.data).toMatchObject({
      code: 'forbidden',
    });
    expect(await count()).toBe(counts.home);
    access.set(() => before);
    expect(await count({ connection: 'shop' })).toBe(counts.shop);
  });
});
