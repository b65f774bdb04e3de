import { type Sandbox, startSandbox } from '../../apps/sandbox/src/sandbox.js';
import { type Environment, type RunningGateway, sandboxSettings, startGateway, TEST_KEY } from '../fixtures/gateway.js';
import { McpWire } from '../fixtures/mcp-wire.js';
import { beginLegacy, SocketClient } from '../fixtures/socket-client.js';

const MODEL = 'res.partner.category';
const HEADER = 'idempotency-key';
const META = 'io.odoo-mcp/idempotency-key';
const REPLAYED = 'io.odoo-mcp/idempotency-replayed';

interface Told {
  /** Of the new record; undefined where it was refused. */
  readonly id: number | undefined;
  readonly replayed: boolean;
  readonly text: string;
}

/** Creates a tag with this name, under this key. */
type Door = (key: string, name: string) => Promise<Told>;

describe('a key by every door', () => {
  let sandbox: Sandbox;
  let gateway: RunningGateway;
  let socket: SocketClient;
  let modernSocket: SocketClient;
  let wire: McpWire;
  let session: string;

  beforeAll(async () => {
    sandbox = await startSandbox();
    gateway = await startGateway({ ...sandboxSettings(sandbox), MCP_MODE: 'readwrite' });
    wire = new McpWire(gateway);
    [socket, modernSocket] = [await SocketClient.connect(gateway.url), await SocketClient.connect(gateway.url)];
    session = await wire.openSession();
    await beginLegacy(socket);
  });

  afterAll(async () => {
    await Promise.all([socket.close(), modernSocket.close()]);
    await gateway.close();
    await sandbox.close();
  });

  const meta = (key: string) => ({ _meta: { [META]: key } });
  const creation = (name: string) => ({ model: MODEL, values: { name } });
  const toolCall = (name: string) => ({ name: 'odoo_create', arguments: creation(name) });

  const told = (answer: unknown, replayed: boolean): Told => {
    const text = JSON.stringify(answer);
    const id = /\\?"created_id\\?":(\d+)|"result":\[?(\d+)/.exec(text)?.slice(1).find(Boolean);
    return { id: id === undefined ? undefined : Number(id), replayed, text };
  };

  const rest =
    (path: string, body: (name: string, key: string) => unknown, inHeader = true): Door =>
    async (key, name) => {
      const keyed: Environment = inHeader ? { [HEADER]: key } : {};
      const answer = await gateway.post(path, body(name, key), { authorization: `Bearer ${TEST_KEY}`, ...keyed });
      return told(answer.body, answer.headers.get('idempotency-replayed') === 'true');
    };

  const inMeta = (body: unknown) => JSON.stringify(body).includes(`"${REPLAYED}":true`);

  const doors: Readonly<Record<string, Door>> = {
    'REST, short': rest('/mcp/tools/call', (name) => ({ method: 'odoo_create', params: creation(name) })),
    'REST, short, in _meta': rest(
      '/mcp/tools/call',
      (name, key) => ({ method: 'odoo_create', params: { ...creation(name), ...meta(key) } }),
      false,
    ),
    'REST, by name': rest('/mcp/tools/call', toolCall),
    'REST, by name, in _meta': rest('/mcp/tools/call', (name, key) => ({ ...toolCall(name), ...meta(key) }), false),
    'REST, records': rest(`/odoo/models/${MODEL}/records`, (name) => ({ name })),
    'REST, query': rest('/odoo/query', (name) => ({ model: MODEL, method: 'create', args: [[{ name }]] })),
    'a stream of events': async (key, name) => {
      const { body } = await gateway.post('/mcp/stream/tools/call', toolCall(name), {
        authorization: `Bearer ${TEST_KEY}`,
        [HEADER]: key,
      });
      if (typeof body !== 'string') return told(body, false);
      const last = body.split('\n\n').findLast((frame) => /"type":"(?:chunk|error)"/.test(frame));
      return told(JSON.parse(last?.replace('data: ', '') ?? 'null'), last?.includes('"replayed":true') === true);
    },
    'MCP, modern, header': async (key, name) => {
      const { body } = await wire.modern('tools/call', toolCall(name), { [HEADER]: key });
      return told(body, inMeta(body));
    },
    'MCP, modern, _meta': async (key, name) => {
      const { body } = await wire.modern('tools/call', { ...toolCall(name), ...meta(key) });
      return told(body, inMeta(body));
    },
    'MCP, legacy, header': async (key, name) => {
      const message = { jsonrpc: '2.0', id: 1, method: 'tools/call', params: toolCall(name) };
      const { body } = await wire.send(message, { 'mcp-session-id': session, [HEADER]: key });
      return told(body, inMeta(body));
    },
    'MCP, legacy, _meta': async (key, name) => {
      const { body } = await wire.legacy('tools/call', { ...toolCall(name), ...meta(key) }, session);
      return told(body, inMeta(body));
    },
    'WebSocket, short': async (key, name) => {
      const answer = await socket.ask({ method: 'odoo_create', params: { ...creation(name), ...meta(key) } });
      return told(answer, inMeta(answer));
    },
    'WebSocket, tools/call': async (key, name) => {
      const answer = await socket.ask({ method: 'tools/call', params: { ...toolCall(name), ...meta(key) } });
      return told(answer, inMeta(answer));
    },
    'WebSocket, MCP legacy': async (key, name) => {
      const params = { ...toolCall(name), ...meta(key) };
      const answer = await socket.ask({ jsonrpc: '2.0', method: 'tools/call', params });
      return told(answer, inMeta(answer));
    },
    'WebSocket, MCP modern': async (key, name) => {
      const _meta = {
        'io.modelcontextprotocol/protocolVersion': '2026-07-28',
        'io.modelcontextprotocol/clientCapabilities': {},
        [META]: key,
      };
      const params = { ...toolCall(name), _meta };
      const answer = await modernSocket.ask({ jsonrpc: '2.0', method: 'tools/call', params });
      return told(answer, inMeta(answer));
    },
    'WebSocket, stream': async (key, name) => {
      const answer = await socket.ask({ method: 'tools/stream', params: { ...toolCall(name), ...meta(key) } });
      return told(answer, inMeta(answer));
    },
  };
  const each = Object.entries(doors);

  const creates = () => sandbox.calls.count({ model: MODEL, method: 'create' });

  it.each(each)('%s: one record, and the same answer again', async (door, create) => {
    const before = creates();
    const key = door.replaceAll(/\W/g, '-');
    const made = await create(key, door);
    const repeated = await create(key, door);
    expect(made).toMatchObject({ id: expect.any(Number) as number, replayed: false });
    expect(repeated).toMatchObject({ id: made.id, replayed: true });
    expect(creates() - before).toBe(1);
  });

  it.each(each)('%s: a key with a blank is refused, and nothing done', async (door, create) => {
    const before = creates();
    const refused = await create('a blank', door);
    expect(refused).toMatchObject({ id: undefined, replayed: false });
    expect(refused.text).toContain('not 1 to 255 visible ASCII');
    expect(creates()).toBe(before);
  });

  it.each(each)('%s: another key makes another record, and no other call', async (door, create) => {
    const before = creates();
    const key = `other-${door.replaceAll(/\W/g, '-')}`;
    const one = await create(`${key}-1`, door);
    const other = await create(`${key}-2`, door);
    expect(other.id).not.toBe(one.id);
    const reused = await create(`${key}-1`, 'another name');
    expect(reused).toMatchObject({ id: undefined, replayed: false });
    expect(reused.text).toContain('idempotency_key_reused');
    expect(creates() - before).toBe(2);
  });

  it('is one key, whichever door repeats it', async () => {
    const before = creates();
    const ids = [];
    for (const [door, create] of each) {
      if (door !== 'REST, query') ids.push((await create('the-same', 'by every door')).id);
    }
    expect(new Set(ids).size).toBe(1);
    expect(creates() - before).toBe(1);
  });

  it('is the same key in the header and in _meta, or none', async () => {
    const call = (key: string) =>
      gateway.post(
        '/mcp/tools/call',
        { ...toolCall('both'), ...meta('both') },
        {
          authorization: `Bearer ${TEST_KEY}`,
          [HEADER]: key,
        },
      );
    expect(await call('both')).toMatchObject({ status: 200 });
    expect(await call('another')).toMatchObject({
      status: 400,
      body: { error: { data: { code: 'invalid_arguments' } } },
    });
    const modern = await wire.modern('tools/call', { ...toolCall('both'), ...meta('both') }, { [HEADER]: 'another' });
    expect(JSON.stringify(modern.body)).toContain('differ');
  });
});
