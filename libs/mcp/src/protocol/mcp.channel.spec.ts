import type { ToolCall, ToolOutcome } from '#libs/contracts';
import { NEVER } from 'rxjs';
import { FakeDispatcher } from '../../../../test/fixtures/fake-dispatcher.js';
import { mcpFactory } from '../../../../test/fixtures/mcp-factory.js';
import { principal } from '../../../../test/fixtures/principals.js';
import { initialize, legacy, modern } from '../../../../test/fixtures/mcp-messages.js';
import { until } from '../../../../test/fixtures/until.js';
import { McpServerFactory } from '../mcp-server.factory.js';
import { McpChannel } from './mcp.channel.js';

const ANSWER: ToolOutcome = { result: { count: 7 }, text: '{"count":7}', structured: true };
const look = { name: 'look', arguments: {} };

describe('McpChannel', () => {
  let dispatcher: FakeDispatcher;
  let factory: McpServerFactory;
  let sent: Record<string, unknown>[];
  let closed: boolean;
  let channel: McpChannel;

  function open(): McpChannel {
    const wire = {
      free: () => true,
      freed: NEVER,
      send: (message: object) => void sent.push({ ...message }),
      close: () => {
        closed = true;
      },
    };
    return new McpChannel(
      factory,
      { principal: principal('readonly'), door: 'ws', requestId: 'socket' },
      wire,
      () => {},
    );
  }

  beforeEach(() => {
    dispatcher = new FakeDispatcher();
    factory = mcpFactory({ dispatcher });
    sent = [];
    closed = false;
    channel = open();
  });

  afterEach(() => channel.end());

  const answerTo = async (id: number | string): Promise<unknown> => {
    await until(() => sent.some((message) => message['id'] === id));
    return sent.find((message) => message['id'] === id);
  };

  /** Calls that end when the test says so. */
  function holdCalls(): Map<string, () => void> {
    const held = new Map<string, () => void>();
    dispatcher.answer = ({ requestId, signal }: ToolCall) =>
      new Promise((resolve, reject) => {
        held.set(requestId, () => resolve(ANSWER));
        signal?.addEventListener('abort', () => reject(new Error('aborted')));
      });
    return held;
  }

  it.each([
    ['modern', modern],
    ['legacy', legacy],
  ])('serves the %s era, which its first message tells', async (_era, request) => {
    if (request === legacy) channel.receive({ ...initialize(), id: 0 }, 'socket.1');
    channel.receive({ ...request('tools/call', look), id: 1 }, 'socket.2');
    expect(await answerTo(1)).toMatchObject({ jsonrpc: '2.0', result: { structuredContent: { count: 7 } } });
    expect(dispatcher.calls).toMatchObject([{ tool: 'look', door: 'ws', requestId: 'socket.2' }]);
    expect(channel.calls).toBe(0);
  });

  it('has calls run side by side, and answers each as it ends', async () => {
    const held = holdCalls();
    for (const id of [1, 2, 3]) channel.receive({ ...modern('tools/call', look), id }, `socket.${id}`);
    await until(() => held.size === 3);
    expect(channel.calls).toBe(3);
    held.get('socket.2')?.();
    await answerTo(2);
    held.get('socket.3')?.();
    await answerTo(3);
    held.get('socket.1')?.();
    await answerTo(1);
    expect(sent.map(({ id }) => id)).toEqual([2, 3, 1]);
    expect(channel.calls).toBe(0);
  });

  it.each([
    ['modern', modern],
    ['legacy', legacy],
  ])(
    'aborts a call that a client of the %s era cancels, answers it no more, and frees its id',
    async (_era, request) => {
      const held = holdCalls();
      channel.receive({ ...request('tools/call', look), id: 1 }, 'socket.1');
      await until(() => held.size === 1);
      channel.receive(request('notifications/cancelled', { requestId: 1, reason: 'enough' }), 'socket.2');
      await until(() => dispatcher.calls[0]?.signal?.aborted === true);
      expect(channel.calls).toBe(0);
      channel.receive({ ...request('tools/call', look), id: 1 }, 'socket.3');
      await until(() => held.has('socket.3'));
      held.get('socket.3')?.();
      expect(await answerTo(1)).toMatchObject({ result: { structuredContent: { count: 7 } } });
      expect(sent).toHaveLength(1);
    },
  );

  it('names a call that is cancelled before it has begun by its connection', async () => {
    channel.receive({ ...legacy('tools/list'), id: 0 }, 'socket.1');
    await answerTo(0);
    channel.receive({ ...legacy('tools/call', look), id: 1 }, 'socket.2');
    channel.receive(legacy('notifications/cancelled', { requestId: 1 }), 'socket.3');
    await until(() => dispatcher.calls.length === 1);
    expect(dispatcher.calls[0]?.requestId).toBe('socket');
  });

  it('aborts everything when the connection has gone', async () => {
    const held = holdCalls();
    for (const id of [1, 2]) channel.receive({ ...modern('tools/call', look), id }, `socket.${id}`);
    await until(() => held.size === 2);
    channel.end();
    await until(() => dispatcher.calls.every(({ signal }) => signal?.aborted === true));
    expect([channel.calls, sent, closed]).toEqual([0, [], false]);
  });

  it('refuses a second call under an id that is in flight, for it could not be told from the first', async () => {
    const held = holdCalls();
    channel.receive({ ...modern('tools/call', look), id: 'a' }, 'socket.1');
    channel.receive({ ...modern('tools/call', look), id: 'a' }, 'socket.2');
    await until(() => held.size === 1);
    expect(sent).toEqual([
      { jsonrpc: '2.0', id: 'a', error: { code: -32600, message: 'A call with this id is in flight.' } },
    ]);
    expect(dispatcher.calls).toHaveLength(1);
  });

  it.each<[unknown, unknown]>([
    [undefined, null],
    [null, null],
    [7, null],
    ['tools/list', null],
    [[], null],
    [[{ ...legacy('tools/list'), id: 1 }], null],
    [{}, null],
    [{ jsonrpc: '2.0' }, null],
    [{ jsonrpc: '2.0', id: 1 }, 1],
    [{ jsonrpc: '1.0', id: 2, method: 'tools/list' }, 2],
    [{ jsonrpc: '2.0', id: 'a', method: 7 }, 'a'],
    [{ jsonrpc: '2.0', id: null, method: 'tools/list' }, null],
    [{ jsonrpc: '2.0', id: {}, method: 'tools/list' }, null],
    [{ jsonrpc: '2.0', id: 1.5, method: 'tools/list' }, 1.5],
    [{ jsonrpc: '2.0', id: 3, method: 'tools/list', params: [] }, 3],
    [{ jsonrpc: '2.0', id: 4, method: 'tools/list', params: 'all' }, 4],
    [{ jsonrpc: '2.0', id: 5, method: 'tools/list', more: 1 }, 5],
    [{ jsonrpc: '2.0', id: 6, result: 7 }, 6],
    [{ jsonrpc: '2.0', id: 7, error: 'x' }, 7],
  ])('refuses %j, which is no message of the protocol', (message, id) => {
    channel.receive(message, 'socket.1');
    expect(sent).toEqual([
      {
        jsonrpc: '2.0',
        id,
        error: { code: -32600, message: 'The message is no JSON-RPC request, notification or response.' },
      },
    ]);
  });

  it('tells what is no JSON at all', () => {
    channel.refuseMalformed();
    expect(sent).toEqual([{ jsonrpc: '2.0', id: null, error: { code: -32700, message: 'The message is not JSON.' } }]);
  });

  it('answers neither notifications nor answers', async () => {
    channel.receive(legacy('notifications/roots/list_changed'), 'socket.1');
    channel.receive({ jsonrpc: '2.0', id: 9, result: {} }, 'socket.2');
    channel.receive({ ...legacy('ping'), id: 1 }, 'socket.3');
    await answerTo(1);
    expect(sent).toHaveLength(1);
  });

  it('does not count a client that only listens', async () => {
    channel.receive({ ...modern('subscriptions/listen', { notifications: {} }), id: 1 }, 'socket.1');
    await until(() => sent.length === 1);
    expect(sent).toMatchObject([{ method: 'notifications/subscriptions/acknowledged' }]);
    expect(channel.calls).toBe(0);
  });

  it('has a server object of its own', async () => {
    const create = jest.spyOn(factory, 'create');
    const other = open();
    channel.receive({ ...legacy('ping'), id: 1 }, 'socket.1');
    other.receive({ ...legacy('ping'), id: 2 }, 'other.1');
    await until(() => sent.length === 2);
    other.end();
    const [first, second] = create.mock.results.map(({ value }) => value as unknown);
    expect(create).toHaveBeenCalledTimes(2);
    expect(first).not.toBe(second);
  });

  it('asks for the end of the connection when its server object has ended', async () => {
    const create = factory.create.bind(factory);
    const servers: ReturnType<McpServerFactory['create']>[] = [];
    jest.spyOn(factory, 'create').mockImplementation((client) => {
      const server = create(client);
      servers.push(server);
      return server;
    });
    channel.receive({ ...legacy('ping'), id: 1 }, 'socket.1');
    await answerTo(1);
    await Promise.all(servers.map((server) => server.close()));
    expect([servers.length, closed]).toEqual([1, true]);
  });
});
