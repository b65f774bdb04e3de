import { RateLimited } from '#libs/contracts';
import { FakeConnection, LIMITS } from '../../../../test/fixtures/client-connection.js';
import type { FakeSocket } from '../../../../test/fixtures/fake-socket.js';
import { legacy } from '../../../../test/fixtures/mcp-messages.js';
import { HELD, rowsIn, type ScriptedStreams } from '../../../../test/fixtures/scripted-streams.js';
import { until } from '../../../../test/fixtures/until.js';
import type { ClientConnection } from './client-connection.js';

const CANARY = 'canary-9f2c';

/** What is sent, as far as these specs look. */
interface Sent {
  readonly id?: unknown;
  readonly method?: string;
}

describe('ClientConnection, with streams', () => {
  let fake: FakeConnection;
  let streams: ScriptedStreams;
  let socket: FakeSocket;
  let connection: ClientConnection;

  beforeEach(() => {
    fake = new FakeConnection();
    ({ streams, socket, connection } = fake);
  });

  afterEach(() => connection.end());

  const receive = (value: unknown) => fake.receive(value);
  const look = (id: unknown) => ({ method: 'look', params: {}, id });
  const mcpLook = (id: unknown) => ({ ...legacy('tools/call', { name: 'look', arguments: {} }), id });

  const stream = (id: unknown, params: object = {}) => ({
    method: 'tools/stream',
    params: { name: 'odoo_search', ...params },
    id,
  });
  const sentAs = (method: string) => (socket.sent as Sent[]).filter((message) => message.method === method);
  const answerTo = (id: unknown) => (socket.sent as Sent[]).find((message) => message.id === id);

  /** Lets what is sent wait, until the test drains it. */
  const weigh = () => {
    const send = socket.send.bind(socket);
    jest.spyOn(socket, 'send').mockImplementation((text, written) => {
      socket.bufferedAmount += text.length;
      send(text, written);
    });
  };

  it.each([[{}], [{ jsonrpc: '2.0' }]])(
    'serves them before any handshake, and MCP beside them: %j',
    async (dialect) => {
      await receive({ ...stream('s'), ...dialect });
      await until(() => answerTo('s') !== undefined);
      expect(answerTo('s')).toMatchObject({ ...dialect, result: { tool: 'odoo_search', rows: 3 } });
      await receive(mcpLook(1));
      await until(() => answerTo(1) !== undefined);
      expect(answerTo(1)).toHaveProperty('result.content');
    },
  );

  it('counts them as calls in flight, and what is said about them not', async () => {
    for (let id = 1; id <= LIMITS.maxCalls; id += 1) await receive(stream(id, { credit: 1 }));
    await expect(receive(look(4))).rejects.toMatchObject({ code: 'rate_limited' });
    await expect(receive(stream(5))).rejects.toMatchObject({ code: 'rate_limited' });
    await receive({ method: 'stream/credit', params: { id: 1, credit: 8 } });
    await until(() => answerTo(1) !== undefined);
    await receive({ method: 'stream/cancel', params: { id: 2 } });
    await receive(look(4));
    expect(answerTo(4)).toBeDefined();
  });

  it('gives the id of one to no other message', async () => {
    await receive(stream(1, { credit: 1 }));
    for (const message of [stream(1), look(1), mcpLook(1)]) {
      await expect(receive(message)).rejects.toMatchObject({ code: 'invalid_arguments' });
    }
    fake.dispatcher.answer = () => new Promise(() => {});
    await receive(mcpLook(2));
    await expect(receive(stream(2))).rejects.toMatchObject({ code: 'invalid_arguments' });
  });

  it('leaves it to the protocol to cancel its calls', async () => {
    let signal: AbortSignal | undefined;
    fake.dispatcher.answer = (call) => {
      signal = call.signal;
      return new Promise(() => {});
    };
    await receive(mcpLook(1));
    await until(() => signal !== undefined);
    await receive(legacy('notifications/cancelled', { requestId: 1 }));
    expect(signal?.aborted).toBe(true);
  });

  it('asks for nothing while half of what may wait is not read, and goes on when it is', async () => {
    socket.bufferedAmount = LIMITS.maxWaitingBytes / 2;
    await receive(stream(1));
    expect(streams.opened).toMatchObject([{ asked: 0 }]);
    socket.drain();
    expect(streams.opened).toMatchObject([{ asked: 0 }]);
    socket.emit('ping', Buffer.from('x'));
    socket.drain();
    await until(() => answerTo(1) !== undefined);
  });

  it('lets no number of them write more than that and one event', async () => {
    weigh();
    streams.script = () => rowsIn(5, (id) => ({ id, name: 'x'.repeat(LIMITS.maxWaitingBytes) }));
    for (let id = 1; id <= LIMITS.maxCalls; id += 1) await receive(stream(id));
    let most = 0;
    await until(() => {
      most = Math.max(most, socket.bufferedAmount);
      if (socket.bufferedAmount >= LIMITS.maxWaitingBytes / 2) socket.drain();
      return sentAs('stream/chunk').length === 5 * LIMITS.maxCalls;
    });
    const largest = Math.max(...sentAs('stream/chunk').map((message) => JSON.stringify(message).length));
    expect(most).toBeLessThan(LIMITS.maxWaitingBytes / 2 + largest);
    expect(socket.closing).toBeUndefined();
  });

  it('aborts them when the client is gone', async () => {
    streams.script = () => [HELD];
    await receive(stream(1));
    connection.end();
    expect(streams.opened[0]?.call.signal?.aborted).toBe(true);
    expect(socket.sent).toEqual([]);
  });

  it('tells the log, and not the client, of a failure that nobody foresaw', async () => {
    streams.script = () => [...rowsIn(3).slice(0, 2), new Error(CANARY)];
    await receive(stream(1));
    await until(() => answerTo(1) !== undefined);
    expect(answerTo(1)).toMatchObject({ error: { code: -32603, data: { code: 'internal' } } });
    expect(JSON.stringify(socket.sent)).not.toContain(CANARY);
    expect(fake.logged).toMatchObject([[{ requestId: 'socket.1', err: { message: CANARY } }, 'message failed']]);
  });

  it('answers the one whose grant is refused, and no notification', async () => {
    await receive(stream(1, { credit: 1 }));
    await until(() => sentAs('stream/chunk').length === 1);
    const tooMany = new RateLimited('Too many requests.', { retryAfterSeconds: 7 });
    const grant = { method: 'stream/credit', params: { id: 1, credit: 1 } };
    connection.refuse({ kind: 'json', value: grant }, tooMany);
    const data = { code: 'rate_limited', retryable: true, retry_after_seconds: 7, cursor: 'behind 1' };
    expect(socket.sent.at(-1)).toMatchObject({ id: 1, error: { code: 429, data } });
    const { length } = socket.sent;
    connection.refuse({ kind: 'json', value: grant }, tooMany);
    expect(socket.sent).toHaveLength(length);
  });

  describe('that stall', () => {
    it('closes a client that grants nothing for as long as one that says nothing', async () => {
      await receive(stream(1, { credit: 1 }));
      await until(() => sentAs('stream/chunk').length === 1);
      fake.live(LIMITS.idleMs);
      expect(socket.closing).toBeUndefined();
      fake.live(1);
      expect(socket.closing).toEqual({ code: 1000, reason: 'Idle.' });
      expect(streams.opened[0]?.call.signal?.aborted).toBe(true);
    });

    it('takes nobody for idle who waits for rows', async () => {
      streams.script = () => [HELD];
      await receive(stream(1));
      fake.live(LIMITS.idleMs + 1);
      expect(socket.closing).toBeUndefined();
    });
  });

  it('ends them at a shutdown with where to go on, and closes behind the last', async () => {
    for (const id of [1, 2]) await receive(stream(id, { credit: 1 }));
    await until(() => sentAs('stream/chunk').length === 2);
    connection.drain();
    for (const id of [1, 2]) {
      const data = { code: 'gateway_unavailable', retryable: true, cursor: 'behind 1' };
      expect(answerTo(id)).toMatchObject({ error: { code: 503, data } });
    }
    expect(socket.closing).toEqual({
      code: 1001,
      reason: expect.stringMatching(/^The gateway is shutting down\. Come back in [1-5] s\.$/) as string,
    });
  });

  it('closes at a shutdown when the last one is cancelled', async () => {
    streams.script = () => [{ type: 'start', tool: 'odoo_report' }, HELD];
    await receive(stream(1));
    await until(() => sentAs('stream/start').length === 1);
    connection.drain();
    expect(socket.closing).toBeUndefined();
    connection.refuse({ kind: 'json', value: { method: 'stream/cancel', params: { id: 1 } } }, new RateLimited('no'));
    expect(socket.closing?.code).toBe(1001);
  });
});
