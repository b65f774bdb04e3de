import { type ClientSocket, SocketConnections } from '../../apps/gateway/src/ws/socket-connections.js';
import { type Sandbox, startSandbox } from '../../apps/sandbox/src/sandbox.js';
import { type Environment, type RunningGateway, sandboxSettings, startGateway } from '../fixtures/gateway.js';
import { legacy, type Message } from '../fixtures/mcp-messages.js';
import { beginLegacy, SocketClient } from '../fixtures/socket-client.js';
import { until } from '../fixtures/until.js';

const PARTNERS = 3000;
const CHUNK_ROWS = 100;

/** What a frame adds to its text. */
const FRAME_BYTES = 10;

const args = { model: 'res.partner', fields: ['name', 'email', 'country_id', 'create_date'], order: 'name' };

interface Chunk {
  readonly data: readonly Message[];
  readonly progress: { readonly current: number; readonly total: number };
  readonly cursor: string;
}

/** All that has come of one stream. */
interface Read {
  readonly start: Message | undefined;
  readonly chunks: readonly Chunk[];
  readonly answer: Message | undefined;
}

const rowsOf = ({ chunks }: Read): readonly Message[] => chunks.flatMap(({ data }) => data);

const stream = (id: unknown, params: object = {}): Message => ({
  method: 'tools/stream',
  params: { name: 'odoo_search', arguments: args, ...params },
  id,
});

const grant = (id: unknown, credit: number): Message => ({ method: 'stream/credit', params: { id, credit } });

/** What has come so far on a socket of one stream. */
function readOf(client: SocketClient, id: unknown): Read {
  const messages = client.received as Message[];
  const told = (method: string) =>
    messages
      .filter((message) => message['method'] === method)
      .map(({ params }) => params as Message)
      .filter((params) => params['id'] === id);
  return {
    start: told('stream/start')[0],
    chunks: told('stream/chunk') as unknown as Chunk[],
    answer: messages.find((message) => message['id'] === id),
  };
}

async function chunksOf(client: SocketClient, id: unknown, count: number): Promise<Read> {
  await until(() => readOf(client, id).chunks.length === count);
  return readOf(client, id);
}

async function wholeOf(client: SocketClient, id: unknown): Promise<Read> {
  await until(() => readOf(client, id).answer !== undefined);
  return readOf(client, id);
}

describe('streams over /mcp/ws', () => {
  let sandbox: Sandbox;
  let gateway: RunningGateway;
  let client: SocketClient;
  /** As REST gives them. */
  let rows: readonly Message[];

  beforeAll(async () => {
    sandbox = await startSandbox({ partners: PARTNERS });
    gateway = await start();
    const call = { name: 'odoo_search', arguments: { ...args, limit: 10_000 } };
    rows = ((await gateway.post('/mcp/tools/call', call)).body as { result: { records: Message[] } }).result.records;
  });

  afterAll(async () => {
    await gateway.close();
    await sandbox.close();
  });

  const start = (settings: Environment = {}): Promise<RunningGateway> =>
    startGateway({
      ...sandboxSettings(sandbox),
      RATE_LIMIT_REQUESTS: '100000',
      STREAM_CHUNK_SIZE: String(CHUNK_ROWS),
      SEARCH_MAX_ROWS: '10000',
      RESPONSE_BYTE_BUDGET: '100000000',
      STATE_SECRET: 'a-secret-that-replicas-of-a-test-share',
      ...settings,
    });

  beforeEach(async () => {
    client = await SocketClient.connect(gateway.url);
  });

  afterEach(async () => {
    sandbox.faults.clear();
    await client.close();
  });

  const pagesRead = (): number => sandbox.calls.counts.byMethod['res.partner.read'] ?? 0;

  it('gives the rows that REST gives, each once and in their order', async () => {
    client.send(stream('1', { credit: 100 }));
    const read = await wholeOf(client, '1');
    const { length: total } = rows;
    expect(total).toBeGreaterThanOrEqual(PARTNERS);
    expect(rowsOf(read)).toEqual(rows);
    const timestamp = expect.any(String) as string;
    const columns = ['id', ...args.fields];
    expect(read.start).toEqual({ id: '1', tool: 'odoo_search', total, columns, timestamp });
    expect(read.chunks[0]?.progress).toEqual({ current: CHUNK_ROWS, total });
    expect(read.chunks.at(-1)?.progress).toEqual({ current: total, total });
    expect(read.answer).toEqual({ result: { tool: 'odoo_search', rows: total, timestamp }, id: '1' });
  });

  it.each([['odoo_count'], ['odoo_fields_get']])('gives what REST gives of one thing: %s', async (name) => {
    const call = { name, arguments: { model: 'res.country' } };
    client.send(stream('1', call));
    const { start: started, answer } = await wholeOf(client, '1');
    expect(started).toMatchObject({ tool: name });
    expect(answer).toEqual({
      result: ((await gateway.post('/mcp/tools/call', call)).body as Message)['result'],
      id: '1',
    });
  });

  it.each<[string, object]>([
    ['a tool that does not exist', { name: 'odoo_serch' }],
    ['arguments that are wrong', { arguments: { model: 7 } }],
    ['a model that is hidden', { arguments: { model: 'ir.cron' } }],
    ['a tool that writes', { name: 'odoo_unlink', arguments: { model: 'res.partner', ids: [1] } }],
  ])('refuses %s as REST does', async (_what, params) => {
    client.send(stream('1', params));
    const { params: call } = stream('1', params) as { params: object };
    const { body } = await gateway.post('/mcp/tools/call', { method: 'tools/call', params: call, id: '1' });
    expect((await wholeOf(client, '1')).answer).toEqual(body);
  });

  it.each([[{}], [{ jsonrpc: '2.0' }]])('refuses bad credit: %j', async (dialect) => {
    client.send({ ...stream('1', { credit: 1.5 }), ...dialect });
    expect((await wholeOf(client, '1')).answer).toMatchObject({ ...dialect, error: { code: -32602 } });
  });

  it('reads from Odoo what was granted and a page ahead, and goes on when more is', async () => {
    const before = pagesRead();
    client.send(stream('1', { credit: 1 }));
    await chunksOf(client, '1', 1);
    await until(() => pagesRead() === before + 2);
    client.send(stream('other', { credit: 100, arguments: { model: 'res.country' } }));
    await wholeOf(client, 'other');
    expect([readOf(client, '1').chunks.length, pagesRead()]).toEqual([1, before + 2]);
    client.send(grant('1', 100));
    expect(rowsOf(await wholeOf(client, '1'))).toEqual(rows);
  });

  it('goes on where it was cut: on another socket, of another replica', async () => {
    const replica = await start();
    const elsewhere = await SocketClient.connect(replica.url);
    client.send(stream('1', { credit: 3 }));
    const first = await chunksOf(client, '1', 3);
    client.socket.terminate();
    const cursor = first.chunks.at(-1)?.cursor;
    elsewhere.send(stream('2', { credit: 100, cursor }));
    const second = await wholeOf(elsewhere, '2');
    expect([...rowsOf(first), ...rowsOf(second)]).toEqual(rows);
    expect(second.chunks[0]?.progress.current).toBe(4 * CHUNK_ROWS);
    elsewhere.send(stream('3', { cursor, arguments: { model: 'res.country' } }));
    expect((await wholeOf(elsewhere, '3')).answer).toMatchObject({ error: { code: -32602 } });
    await elsewhere.close();
    await replica.close();
  });

  it('carries streams, calls and MCP side by side', async () => {
    await beginLegacy(client);
    client.send(stream('stalled', { credit: 1 }));
    client.send({ ...stream('whole', { credit: 100 }), jsonrpc: '2.0' });
    const count = { name: 'odoo_count', arguments: { model: 'res.country' } };
    expect(await client.ask(legacy('tools/call', count))).toHaveProperty('result.content');
    expect(await client.ask({ method: 'tools/call', params: count })).toHaveProperty('result.count');
    expect(rowsOf(await wholeOf(client, 'whole'))).toEqual(rows);
    expect(readOf(client, 'stalled').chunks).toHaveLength(1);
  });

  it.each<[string, () => void]>([
    ['it is cancelled', () => client.send({ method: 'stream/cancel', params: { id: '1' } })],
    ['it is cancelled as in MCP', () => client.send(legacy('notifications/cancelled', { requestId: '1' }))],
    ['its socket is closed', () => client.socket.terminate()],
  ])('closes its call to Odoo when %s', async (_how, leave) => {
    sandbox.faults.set({ answer: 'black-hole', match: { method: 'read', model: 'res.partner' } });
    const before = pagesRead();
    const { clientClosed } = sandbox.calls.counts;
    client.send(stream('1'));
    await until(() => pagesRead() > before);
    leave();
    await until(() => sandbox.calls.counts.clientClosed > clientClosed);
    expect(readOf(client, '1')).toMatchObject({ chunks: [], answer: undefined });
  });

  it('ends with where to go on when the gateway shuts down', async () => {
    const leaving = await start();
    const first = await SocketClient.connect(leaving.url);
    first.send(stream('1', { credit: 2 }));
    await chunksOf(first, '1', 2);
    const closed = leaving.close();
    const { chunks, answer } = await wholeOf(first, '1');
    const cursor = chunks.at(-1)?.cursor;
    expect(answer).toMatchObject({ error: { code: 503, data: { retryable: true, cursor } } });
    expect((await first.closed).code).toBe(1001);
    await closed;
    client.send(stream('1', { credit: 100, cursor }));
    expect([...chunks.flatMap(({ data }) => data), ...rowsOf(await wholeOf(client, '1'))]).toEqual(rows);
  });

  describe('for a client that does not read', () => {
    const CAP = 64_000;
    /** So many that their rows do not fit into what the system keeps between two sockets. */
    const ids = Array.from({ length: 30 }, (_, index) => index);
    let strict: RunningGateway;
    let slow: SocketClient;
    /** Messages that were sent, the size of the largest, and what waited at most behind one. */
    let sent: { count: number; largest: number; waiting: number };

    beforeEach(async () => {
      strict = await start({ WS_MAX_WAITING_BYTES: String(CAP) });
      sent = { count: 0, largest: 0, waiting: 0 };
      const connections = strict.app.get(SocketConnections);
      const open = connections.open.bind(connections);
      jest.spyOn(connections, 'open').mockImplementation((socket) => {
        open(watched(socket));
      });
      slow = await SocketClient.connect(strict.url);
    });

    afterEach(async () => {
      slow.socket.terminate();
      await strict.close();
    });

    function watched(socket: ClientSocket): ClientSocket {
      const send = socket.send.bind(socket) as (text: string, written: () => void) => void;
      const watchedSend = (text: string, written: () => void): void => {
        send(text, written);
        const { count, largest, waiting } = sent;
        sent = {
          count: count + 1,
          largest: Math.max(largest, Buffer.byteLength(text)),
          waiting: Math.max(waiting, socket.bufferedAmount),
        };
      };
      return Object.assign(socket, { send: watchedSend });
    }

    /** Whether nothing was sent while others were answered. */
    async function atRest(): Promise<boolean> {
      const { count } = sent;
      for (let call = 0; call < 5; call += 1) {
        await gateway.post('/mcp/tools/call', { name: 'odoo_count', arguments: { model: 'res.country' } });
      }
      return sent.count === count;
    }

    it('waits, with little in memory, and loses nothing', async () => {
      slow.socket.pause();
      for (const id of ids) slow.send(stream(id, { credit: 100 }));
      await until(() => sent.waiting > CAP / 2);
      while (!(await atRest()));
      expect(sent.count).toBeLessThan((ids.length * PARTNERS) / CHUNK_ROWS);
      slow.socket.resume();
      for (const id of ids) expect(rowsOf(await wholeOf(slow, id))).toEqual(rows);
      expect(sent.waiting).toBeLessThan(CAP / 2 + sent.largest + FRAME_BYTES);
    });
  });
});
