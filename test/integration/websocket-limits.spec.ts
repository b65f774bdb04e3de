import { once } from 'node:events';
import { WebSocket } from 'ws';
import { type ClientSocket, SocketConnections } from '../../apps/gateway/src/ws/socket-connections.js';
import { type Sandbox, startSandbox } from '../../apps/sandbox/src/sandbox.js';
import { type Environment, type RunningGateway, sandboxSettings, startGateway, TEST_KEY } from '../fixtures/gateway.js';
import { legacy, modern } from '../fixtures/mcp-messages.js';
import { refusedHandshake, SocketClient } from '../fixtures/socket-client.js';
import { until } from '../fixtures/until.js';

const count = { name: 'odoo_count', arguments: { model: 'res.country' } };
const seedCount = { method: 'tools/call', params: count };
const headers = { authorization: `Bearer ${TEST_KEY}` };

const PATIENCE_MS = 60_000;

/** Only the clock of pings is faked: messages need the real ones. */
const REAL = [
  'hrtime',
  'nextTick',
  'queueMicrotask',
  'setImmediate',
  'clearImmediate',
  'setTimeout',
  'clearTimeout',
] as const;

describe('the limits of WebSockets', () => {
  let sandbox: Sandbox;
  let gateway: RunningGateway;
  /** The gateway's ends of the sockets, in the order in which they were opened. */
  let ends: ClientSocket[];

  beforeAll(async () => {
    sandbox = await startSandbox();
  });

  afterAll(() => sandbox.close());

  async function start(settings: Environment = {}): Promise<SocketClient> {
    gateway = await startGateway({ ...sandboxSettings(sandbox), RATE_LIMIT_REQUESTS: '100000', ...settings });
    ends = [];
    const connections = gateway.app.get(SocketConnections);
    const open = connections.open.bind(connections);
    jest.spyOn(connections, 'open').mockImplementation((socket) => {
      ends.push(socket);
      open(socket);
    });
    return SocketClient.connect(gateway.url);
  }

  const endOf = (index: number): ClientSocket => {
    const end = ends[index];
    if (!end) throw new Error('No such socket was opened.');
    return end;
  };

  const openSockets = () => gateway.app.get(SocketConnections).size;

  afterEach(async () => {
    sandbox.faults.clear();
    await gateway.close();
  });

  describe('at each message', () => {
    it('count it like a request of the same client, and answer in the shape that it has', async () => {
      const client = await start({ RATE_LIMIT_REQUESTS: '3' });
      expect(await client.ask(seedCount)).toHaveProperty('result');
      expect(await client.ask({ ...legacy('ping') })).toHaveProperty('result');
      const data = {
        code: 'rate_limited',
        layer: 'rate',
        retryable: true,
        retry_after_seconds: expect.any(Number) as number,
      };
      expect(await client.ask(seedCount)).toMatchObject({ id: 3, error: { code: 429, data } });
      expect(await client.ask(legacy('ping'))).toMatchObject({ jsonrpc: '2.0', id: 4, error: { code: 429, data } });
      client.send(legacy('notifications/cancelled', { requestId: 1 }));
      client.send('{bad');
      expect(await client.next()).toMatchObject({ id: null, error: { code: 429 } });
      expect(client.received).toEqual([]);
      expect(client.socket.readyState).toBe(WebSocket.OPEN);
      expect((await gateway.post('/mcp/tools/list', {})).status).toBe(429);
    });

    it('refuse it once the key that opened the socket is not known any more', async () => {
      const client = await start();
      expect(await client.ask(seedCount)).toHaveProperty('result');
      Object.assign(endOf(0).handshake?.headers ?? {}, { authorization: 'Bearer a-key-that-was-withdrawn' });
      const before = sandbox.calls.counts.total;
      for (const message of [seedCount, modern('tools/call', count)]) {
        expect(await client.ask(message)).toMatchObject({ error: { code: 401, data: { code: 'unauthenticated' } } });
      }
      expect(sandbox.calls.counts.total).toBe(before);
    });

    const partners = { name: 'odoo_search', arguments: { model: 'res.partner' } };
    const grant = { method: 'stream/credit', params: { id: 's', credit: 1 } };

    it.each<[string, () => void, object]>([
      [
        'a key that was withdrawn',
        () => Object.assign(endOf(0).handshake?.headers ?? {}, { authorization: 'Bearer a-key-that-was-withdrawn' }),
        { code: 401 },
      ],
      ['too many of them', () => {}, { code: 429, data: { cursor: expect.any(String) as string } }],
    ])('end the stream that it grants more chunks: %s', async (_why, spoil, error) => {
      const client = await start({ STREAM_CHUNK_SIZE: '10', RATE_LIMIT_REQUESTS: '7' });
      client.send({ method: 'tools/stream', params: { ...partners, credit: 1 }, id: 's' });
      await client.next();
      expect(await client.next()).toMatchObject({ method: 'stream/chunk' });
      spoil();
      client.send(grant);
      client.send(grant);
      client.send(grant);
      let last = await client.next();
      while (!Object.hasOwn(last as object, 'error')) last = await client.next();
      expect(last).toMatchObject({ id: 's', error });
      expect(client.received).toEqual([]);
    });
  });

  it('keep sockets to a number, and free the place of one that has closed', async () => {
    const client = await start({ WS_MAX_SOCKETS: '1' });
    const { status, body } = await refusedHandshake(gateway.url, { headers });
    expect(status).toBe(503);
    expect(body).toMatchObject({ error: { data: { code: 'gateway_unavailable', retryable: true } } });
    await client.close();
    await until(() => openSockets() === 0);
    await SocketClient.connect(gateway.url);
  });

  it('leave nothing of sockets that have gone, politely or not', async () => {
    const first = await start();
    await first.close();
    const clients = await Promise.all(Array.from({ length: 40 }, () => SocketClient.connect(gateway.url)));
    expect(openSockets()).toBe(40);
    await Promise.all(clients.map((client) => client.ask(modern('tools/call', count))));
    for (const [index, { socket }] of clients.entries()) {
      if (index % 2 === 0) socket.close();
      else socket.terminate();
    }
    await until(() => openSockets() === 0);
  });

  it('keep calls in flight to a number, and take others when one has ended', async () => {
    const client = await start({ WS_MAX_CALLS: '1' });
    await client.ask(seedCount);
    sandbox.faults.set({ answer: 'black-hole', times: 1 });
    const { total } = sandbox.calls.counts;
    client.send({ ...modern('tools/call', count), id: 'slow' });
    await until(() => sandbox.calls.counts.total > total);
    const tooMany = {
      code: 429,
      data: { code: 'rate_limited', hint: expect.stringContaining('WS_MAX_CALLS') as string },
    };
    expect(await client.ask(seedCount)).toMatchObject({ error: tooMany });
    expect(await client.ask(modern('tools/call', count))).toMatchObject({ jsonrpc: '2.0', error: tooMany });
    client.send(modern('notifications/cancelled', { requestId: 'slow' }));
    expect(await client.ask(seedCount)).toHaveProperty('result');
  });

  it('close a client that does not read, with what waits for it bounded', async () => {
    const cap = 100_000;
    const client = await start({ WS_MAX_WAITING_BYTES: String(cap) });
    const { length } = JSON.stringify(await client.ask({ method: 'tools/list' }));
    client.socket.pause();
    const end = endOf(0);
    while (end.readyState === WebSocket.OPEN) {
      client.send({ method: 'tools/list' });
      await new Promise(setImmediate);
    }
    expect(end.bufferedAmount).toBeLessThan(cap + 2 * length);
    client.socket.resume();
    expect(await client.closed).toEqual({ code: 1013, reason: 'Answers are not read.' });
  });

  it(
    'answer each of 10,000 messages at once, or close; and others are served meanwhile',
    async () => {
      const client = await start();
      const other = await SocketClient.connect(gateway.url);
      await other.ask(seedCount);
      const answered = new Set<unknown>();
      client.socket.removeAllListeners('message');
      client.socket.on('message', (data: Buffer) => {
        answered.add((JSON.parse(data.toString()) as { id: unknown }).id);
      });
      const all = 10_000;
      for (let id = 0; id < all; id += 1) client.send({ ...seedCount, id });
      expect(await other.ask(seedCount)).toHaveProperty('result');
      expect((await fetch(`${gateway.url}/health`)).status).toBe(200);
      let closing: unknown;
      void client.closed.then((how) => (closing = how));
      await until(() => answered.size === all || closing !== undefined);
      expect(closing ?? answered.size).toEqual(closing ? { code: 1013, reason: 'Answers are not read.' } : all);
      expect(await other.ask(seedCount)).toHaveProperty('result');
    },
    PATIENCE_MS,
  );

  describe('in time', () => {
    beforeEach(() => {
      jest.useFakeTimers({ doNotFake: [...REAL] });
    });

    afterEach(() => {
      jest.useRealTimers();
    });

    const ping = () => jest.advanceTimersByTime(30_000);

    it('cut a client that answers no ping, and no other', async () => {
      const living = await start();
      const dead = await SocketClient.connect(gateway.url, { headers, autoPong: false });
      const answered = once(endOf(0), 'pong');
      ping();
      await answered;
      ping();
      expect((await dead.closed).code).toBe(1006);
      expect(await living.ask(seedCount)).toHaveProperty('result');
      expect(openSockets()).toBe(1);
    });

    it('leave one alone that answers them, until it has been idle for too long', async () => {
      const client = await start({ WS_IDLE_SECONDS: '45' });
      const beat = async () => {
        const answered = once(endOf(0), 'pong');
        ping();
        await answered;
      };
      await beat();
      expect(await client.ask(seedCount)).toHaveProperty('result');
      await beat();
      ping();
      expect(await client.closed).toEqual({ code: 1000, reason: 'Idle.' });
    });
  });
});
