import { GatewayUnavailable } from '#libs/contracts';
import type { Logger } from '#libs/observability';
import type { GuardedRequest } from '#libs/permissions';
import { CallStreams } from '#libs/streaming';
import { FakeChanges } from '../../../../test/fixtures/fake-changes.js';
import { FakeDispatcher, noResources } from '../../../../test/fixtures/fake-dispatcher.js';
import { mcpFactory } from '../../../../test/fixtures/mcp-factory.js';
import { FakeSocket } from '../../../../test/fixtures/fake-socket.js';
import { gatewayConfig } from '../../../../test/fixtures/gateway-config.js';
import { principal } from '../../../../test/fixtures/principals.js';
import { ScriptedStreams } from '../../../../test/fixtures/scripted-streams.js';
import { SeedProtocol } from '../http/seed-protocol.js';
import { SocketConnections } from './socket-connections.js';

const LIMITS = { maxOpen: 2, maxCalls: 3, maxWaitingBytes: 100, maxCredit: 20, pingMs: 1000, idleMs: 60_000 };

const handshake: GuardedRequest = {
  id: 'request-1',
  ip: '192.0.2.7',
  headers: {},
  raw: { socket: {} },
  principal: principal('readonly', {}, 'alice'),
};

describe('SocketConnections', () => {
  let logged: unknown[];
  let connections: SocketConnections;

  beforeEach(() => {
    jest.useFakeTimers();
    logged = [];
    const note = (...line: unknown[]) => void logged.push(line);
    const dispatcher = new FakeDispatcher();
    const config = gatewayConfig();
    connections = new SocketConnections(mcpFactory({ dispatcher }), {
      streams: {
        calls: new CallStreams(new ScriptedStreams()),
        changes: { feed: new FakeChanges(), maxWaiting: 5 },
      },
      seed: new SeedProtocol(dispatcher, noResources, config),
      limits: LIMITS,
      debug: false,
      logger: { debug: note, info: note, error: note } as unknown as Logger,
      requireCapacity: () => {},
      answered: () => {},
      refused: () => {},
      now: () => performance.now(),
      wall: Date.now,
    });
  });

  afterEach(() => {
    connections.cut();
    jest.useRealTimers();
  });

  function open(how: GuardedRequest | undefined = handshake): FakeSocket {
    const socket = new FakeSocket(how);
    connections.open(socket.asSocket);
    return socket;
  }

  it('takes note of a socket from its opening to its end', () => {
    const socket = open();
    expect([connections.size, connections.of(socket.asSocket)?.id]).toEqual([1, 'request-1']);
    socket.emit('close', 1000);
    expect([connections.size, connections.of(socket.asSocket)]).toEqual([0, undefined]);
    expect(logged).toEqual([
      [{ requestId: 'request-1', principal: 'alice' }, 'socket opened'],
      [{ requestId: 'request-1', code: 1000, messages: 0 }, 'socket closed'],
    ]);
  });

  const { principal: _principal, ...unknown } = handshake;

  it.each<[string, ConstructorParameters<typeof FakeSocket>[0]]>([
    ['no handshake', undefined],
    ['a handshake that names nobody', unknown],
  ])('gives nothing to a socket with %s, which came past the guards', (_what, how) => {
    const socket = new FakeSocket(how);
    connections.open(socket.asSocket);
    expect([socket.terminated, connections.size, connections.of(socket.asSocket)]).toEqual([true, 0, undefined]);
    expect(logged).toEqual([['A socket was opened past the guards.']]);
  });

  describe('whose principal ends', () => {
    const gone = new GatewayUnavailable('What this key may do has changed.');

    function openFor(ends: AbortSignal): FakeSocket {
      return open({ ...handshake, principal: { ...principal('readonly', {}, 'alice'), ends } });
    }

    it('are told why and closed, and others are not', () => {
      const life = new AbortController();
      const [ending, staying] = [openFor(life.signal), open()];
      life.abort(gone);
      expect(ending.closing).toEqual({ code: 1008, reason: 'What this key may do has changed.' });
      expect(staying.closing).toBeUndefined();
    });

    it('are closed at once when it had ended while they were opened', () => {
      expect(openFor(AbortSignal.abort(gone)).closing?.code).toBe(1008);
    });
  });

  it('has room for a number of them, as long as the gateway runs', () => {
    const first = open();
    connections.requireRoom();
    open();
    expect(() => connections.requireRoom()).toThrow(expect.objectContaining({ code: 'gateway_unavailable' }));
    first.emit('close', 1000);
    connections.requireRoom();
    connections.beforeApplicationShutdown();
    expect(() => connections.requireRoom()).toThrow('shutting down');
  });

  it('pings all of them in an interval, until the gateway has ended', async () => {
    connections.onApplicationBootstrap();
    const sockets = [open(), open()];
    const beat = () => {
      jest.advanceTimersByTime(LIMITS.pingMs);
      for (const socket of sockets) socket.emit('pong', Buffer.from(''));
    };
    beat();
    beat();
    expect(sockets.map(({ pings }) => pings)).toEqual([2, 2]);
    for (const socket of sockets) socket.emit('close', 1000);
    await connections.onApplicationShutdown();
    expect(jest.getTimerCount()).toBe(0);
  });

  it('tells all of them that the gateway ends, and waits until they have said good-bye', async () => {
    const sockets = [open(), open()];
    connections.beforeApplicationShutdown();
    expect(sockets.map(({ closing }) => closing?.code)).toEqual([1001, 1001]);
    let ended = false;
    const ending = connections.onApplicationShutdown().then(() => (ended = true));
    sockets[0]?.emit('close', 1001);
    await Promise.resolve();
    expect(ended).toBe(false);
    sockets[1]?.emit('close', 1001);
    await ending;
  });

  it('cuts all of them', () => {
    const sockets = [open(), open()];
    connections.cut();
    expect(sockets.map(({ terminated }) => terminated)).toEqual([true, true]);
    expect(connections.size).toBe(0);
  });
});
