import { Forbidden, Internal, RateLimited, type ToolCall, type ToolOutcome } from '#libs/contracts';
import { FakeConnection, LIMITS } from '../../../../test/fixtures/client-connection.js';
import type { FakeDispatcher } from '../../../../test/fixtures/fake-dispatcher.js';
import type { FakeSocket } from '../../../../test/fixtures/fake-socket.js';
import { legacy } from '../../../../test/fixtures/mcp-messages.js';
import { principal } from '../../../../test/fixtures/principals.js';
import { until } from '../../../../test/fixtures/until.js';
import type { ClientConnection } from './client-connection.js';

const ANSWER: ToolOutcome = { result: { count: 7 }, text: '{"count":7}', structured: true };
const caller = principal('readonly');
const CANARY = 'canary-9f2c';

describe('ClientConnection', () => {
  let fake: FakeConnection;
  let dispatcher: FakeDispatcher;
  let socket: FakeSocket;
  let logged: unknown[];
  let connection: ClientConnection;

  beforeEach(() => {
    fake = new FakeConnection();
    ({ dispatcher, socket, logged, connection } = fake);
  });

  afterEach(() => connection.end());

  const receive = (value: unknown) => fake.receive(value);
  const look = (id: unknown) => ({ method: 'look', params: {}, id });
  const mcpLook = (id: unknown) => ({ ...legacy('tools/call', { name: 'look', arguments: {} }), id });

  /** Calls that end when the test says so. */
  function holdCalls(): { end(): void; readonly calls: readonly ToolCall[] } {
    const ends: (() => void)[] = [];
    dispatcher.answer = ({ signal }) =>
      new Promise((resolve, reject) => {
        ends.push(() => resolve(ANSWER));
        signal?.addEventListener('abort', () => reject(new Error('aborted')));
      });
    return { end: () => ends.shift()?.(), calls: dispatcher.calls };
  }

  it("answers the seed's messages and the protocol's, mixed as they come", async () => {
    await receive(look(1));
    await receive({ ...legacy('ping'), id: 2 });
    await receive({ name: 'look', arguments: {} });
    await until(() => socket.sent.length === 3);
    expect(socket.sent).toEqual(
      expect.arrayContaining([
        { result: { count: 7 }, id: 1 },
        { jsonrpc: '2.0', result: {}, id: 2 },
        { result: { count: 7 }, id: null },
      ]),
    );
  });

  it.each<[object, object]>([
    [{ method: 'initialize' }, { capabilities: { tools: true, mode: { mode: 'readonly' } } }],
    [{ method: 'tools/list' }, { tools: [{ name: 'look' }] }],
    [{ method: 'resources/list' }, { resources: [], resourceTemplates: [] }],
    [{ method: 'tools/call', params: { name: 'look', arguments: {} } }, { count: 7 }],
  ])("knows the seed's own %j", async (message, result) => {
    await receive({ ...message, id: 'x' });
    expect(socket.sent).toMatchObject([{ result, id: 'x' }]);
  });

  it('names each call by its socket and its place on it', async () => {
    await receive(look(1));
    await receive(look(1));
    expect(dispatcher.calls).toMatchObject([
      { requestId: 'socket.1', door: 'ws' },
      { requestId: 'socket.2', door: 'ws' },
    ]);
    expect(connection.count).toBe(2);
  });

  it("answers errors of the seed's calls in its own shape", async () => {
    dispatcher.answer = () => {
      throw new Forbidden('Protected.', { layer: 'model' });
    };
    await receive(look(4));
    expect(socket.sent).toEqual([
      {
        error: {
          code: 403,
          message: 'Protected.',
          data: { code: 'forbidden', message: 'Protected.', layer: 'model', retryable: false },
        },
        id: 4,
      },
    ]);
  });

  it('closes on bytes, after it has said why', async () => {
    await connection.receive({ kind: 'binary' }, caller);
    expect(socket.sent).toEqual([
      { jsonrpc: '2.0', id: null, error: { code: -32600, message: 'Only text frames are read.' } },
    ]);
    expect(socket.closing).toEqual({ code: 1003, reason: 'Only text frames are read.' });
  });

  it('stays open on what is no JSON', async () => {
    await connection.receive({ kind: 'malformed' }, caller);
    expect(socket.sent).toEqual([
      { jsonrpc: '2.0', id: null, error: { code: -32700, message: 'The message is not JSON.' } },
    ]);
    expect(socket.closing).toBeUndefined();
  });

  it.each([
    ['may do something else now', { mode: 'readwrite' }],
    ['goes to another Odoo now', { odoo: { connection: 'shop', companies: [] } }],
  ] as const)('closes when its key %s, before it reads on', async (_what, change) => {
    const read = connection.receive({ kind: 'json', value: mcpLook(1) }, { ...caller, ...change });
    await expect(read).rejects.toMatchObject({ code: 'gateway_unavailable' });
    expect(socket.closing).toEqual({ code: 1008, reason: 'What this caller may do has changed.' });
    expect(socket.sent).toEqual([]);
  });

  describe('when it refuses', () => {
    const tooMany = new RateLimited('Too many requests.', { retryAfterSeconds: 7 });
    const data = {
      code: 'rate_limited',
      message: 'Too many requests.',
      layer: 'rate',
      retryable: true,
      retry_after_seconds: 7,
    };
    const error = { code: 429, message: 'Too many requests.', data };

    it.each<[string, unknown, object]>([
      ["the seed's message", look('a'), { error, id: 'a' }],
      ["the seed's message without an id", { method: 'look' }, { error, id: null }],
      ["the protocol's request", mcpLook(5), { jsonrpc: '2.0', error, id: 5 }],
      ['a list', [], { error, id: null }],
    ])('answers %s in its own shape', (_what, value, answer) => {
      connection.refuse({ kind: 'json', value }, tooMany);
      expect(socket.sent).toEqual([answer]);
      expect(socket.closing).toBeUndefined();
    });

    it.each([
      ['a notification', legacy('notifications/cancelled')],
      ['an answer', { jsonrpc: '2.0', id: 1, result: {} }],
    ])('does not answer %s', (_what, value) => {
      connection.refuse({ kind: 'json', value }, tooMany);
      expect(socket.sent).toEqual([]);
    });

    it('tells the log, and not the client, of what nobody foresaw', () => {
      connection.refuse({ kind: 'malformed' }, new Internal(new Error(CANARY)));
      expect(JSON.stringify(socket.sent)).not.toContain(CANARY);
      expect(logged).toMatchObject([[{ requestId: 'socket', err: { message: CANARY } }, 'message failed']]);
    });
  });

  describe('with calls in flight', () => {
    it("refuses more than there may be, of the seed's and the protocol's together, and counts nothing else", async () => {
      const held = holdCalls();
      const ended = receive(look(1));
      await receive(mcpLook(2));
      void receive(look(3));
      await until(() => held.calls.length === 3);
      await expect(receive(look(4))).rejects.toMatchObject({
        code: 'rate_limited',
        hint: expect.stringContaining('WS_MAX_CALLS') as string,
      });
      await expect(receive(mcpLook(5))).rejects.toMatchObject({ code: 'rate_limited' });
      await receive(legacy('notifications/roots/list_changed'));
      held.end();
      await ended;
      void receive(look(6));
      await until(() => held.calls.length === 4);
    });

    it.each([
      ['is gone', () => connection.end()],
      ['sends bytes', () => void connection.receive({ kind: 'binary' }, caller)],
    ])('aborts them when the client %s', async (_why, leave) => {
      const held = holdCalls();
      void receive(look(1));
      await receive(mcpLook(2));
      await until(() => held.calls.length === 2);
      leave();
      await until(() => held.calls.every(({ signal }) => signal?.aborted === true));
      const { length } = socket.sent;
      await receive(look(3));
      expect(held.calls).toHaveLength(2);
      expect(socket.sent).toHaveLength(length);
    });
  });

  describe('with a client that does not read', () => {
    it('closes instead of writing more, and aborts what is in flight', async () => {
      const held = holdCalls();
      void receive(look(1));
      await until(() => held.calls.length === 1);
      socket.bufferedAmount = LIMITS.maxWaitingBytes + 1;
      await receive({ method: 'tools/list' });
      expect(socket.sent).toEqual([]);
      expect(socket.closing).toEqual({ code: 1013, reason: 'Answers are not read.' });
      expect(held.calls[0]?.signal?.aborted).toBe(true);
    });

    it('answers of its pings one, and when that is read the last of the others', () => {
      for (const data of ['1', '2', '3']) socket.emit('ping', Buffer.from(data));
      expect(socket.pongs).toEqual(['1']);
      socket.drain();
      expect(socket.pongs).toEqual(['1', '3']);
      socket.drain();
      expect(socket.pongs).toEqual(['1', '3']);
      socket.emit('ping', Buffer.from('4'));
      expect(socket.pongs).toEqual(['1', '3', '4']);
    });

    it('closes instead of answering a ping, too', () => {
      socket.bufferedAmount = LIMITS.maxWaitingBytes + 1;
      socket.emit('ping', Buffer.from('x'));
      expect([socket.pongs, socket.closing?.code]).toEqual([[], 1013]);
    });

    it('writes an answer of any size to one that has read the others', async () => {
      dispatcher.answer = () => ({ ...ANSWER, result: 'x'.repeat(10 * LIMITS.maxWaitingBytes) });
      socket.bufferedAmount = LIMITS.maxWaitingBytes;
      await receive(look(1));
      expect(socket.sent).toHaveLength(1);
    });
  });

  describe('when it is watched', () => {
    it('pings, and cuts who gives no sign of life until the next time', () => {
      connection.watch();
      expect([socket.pings, socket.terminated]).toEqual([1, false]);
      connection.watch();
      expect([socket.pings, socket.terminated]).toEqual([1, true]);
    });

    it.each(['pong', 'message'])('is content with a %s', (sign) => {
      connection.watch();
      socket.emit(sign, Buffer.from(''));
      connection.watch();
      expect([socket.pings, socket.terminated]).toEqual([2, false]);
    });

    it('closes who lives and has nothing to say', () => {
      fake.live(LIMITS.idleMs);
      expect(socket.closing).toBeUndefined();
      fake.live(1);
      expect(socket.closing).toEqual({ code: 1000, reason: 'Idle.' });
    });

    it('takes nobody for idle who waits for an answer, or has just got one', async () => {
      const held = holdCalls();
      const ended = receive(look(1));
      await until(() => held.calls.length === 1);
      fake.live(LIMITS.idleMs + 1);
      held.end();
      await ended;
      fake.live(LIMITS.idleMs);
      expect(socket.closing).toBeUndefined();
    });
  });

  describe('when the gateway shuts down', () => {
    const BYE = {
      code: 1001,
      reason: expect.stringMatching(/^The gateway is shutting down\. Come back in [1-5] s\.$/) as string,
    };

    it('tells an idle client at once', () => {
      connection.drain();
      expect(socket.closing).toEqual(BYE);
    });

    it.each<[string, (id: number) => object]>([
      ["the seed's", look],
      ["the protocol's", mcpLook],
    ])('ends %s calls in flight first, and takes no others', async (_whose, call) => {
      const held = holdCalls();
      void receive(call(1));
      void receive(call(2));
      await until(() => held.calls.length === 2);
      connection.drain();
      await expect(receive(call(3))).rejects.toMatchObject({ code: 'gateway_unavailable', retryable: true });
      held.end();
      await until(() => socket.sent.length === 1);
      expect(socket.closing).toBeUndefined();
      held.end();
      await until(() => socket.closing !== undefined);
      expect(socket.sent.length).toBe(2);
      expect(socket.closing).toEqual(BYE);
    });

    it('is told when the last call in flight is cancelled', async () => {
      const held = holdCalls();
      await receive(mcpLook(1));
      await until(() => held.calls.length === 1);
      connection.drain();
      await receive(legacy('notifications/cancelled', { requestId: 1 }));
      expect(socket.closing).toEqual(BYE);
    });
  });
});
