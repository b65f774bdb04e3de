import type { Logger } from '#libs/observability';
import { ServiceState } from './service-state.js';
import { Shutdown } from './shutdown.js';

describe('Shutdown', () => {
  let exits: number[];
  let closing: PromiseWithResolvers<void>;
  let closes: number;
  let state: ServiceState;
  let shutdown: Shutdown;

  beforeEach(() => {
    jest.useFakeTimers();
    exits = [];
    closes = 0;
    closing = Promise.withResolvers();
    state = new ServiceState({ isOverloaded: false }, Date.now, () => 0);
    const note = (): void => {};
    shutdown = new Shutdown({
      state,
      times: { shutdownDelayMs: 100, shutdownGraceMs: 1000 },
      logger: { info: note, warn: note, error: note, fatal: note } as unknown as Logger,
      close: async () => {
        closes += 1;
        await closing.promise;
      },
      exit: (code) => void exits.push(code),
    });
  });

  afterEach(() => jest.useRealTimers());

  it('tells at SIGTERM, closes after the delay, and exits with 0 when all has ended', async () => {
    shutdown.signalled('SIGTERM');
    expect([state.standing, closes]).toEqual(['draining', 0]);
    await jest.advanceTimersByTimeAsync(99);
    expect(closes).toBe(0);
    await jest.advanceTimersByTimeAsync(1);
    expect([closes, exits]).toEqual([1, []]);
    closing.resolve();
    await jest.advanceTimersByTimeAsync(0);
    expect(exits).toEqual([0]);
  });

  it('closes at once at SIGINT', async () => {
    shutdown.signalled('SIGINT');
    await jest.advanceTimersByTimeAsync(0);
    expect(closes).toBe(1);
  });

  it.each([
    ['SIGTERM', 143],
    ['SIGINT', 130],
  ] as const)('exits at once at a second signal, %s', (signal, code) => {
    shutdown.signalled('SIGTERM');
    shutdown.signalled(signal);
    expect(exits).toEqual([code]);
  });

  it('closes at once after an exception, and exits with 1, at a second one too', async () => {
    shutdown.failed(new Error('first'));
    shutdown.failed(new Error('second'));
    await jest.advanceTimersByTimeAsync(0);
    expect([state.standing, closes]).toEqual(['draining', 1]);
    closing.resolve();
    await jest.advanceTimersByTimeAsync(0);
    expect(exits).toEqual([1]);
  });

  it('exits with 1 where an exception comes while it ends', async () => {
    shutdown.signalled('SIGINT');
    shutdown.failed(new Error('late'));
    closing.resolve();
    await jest.advanceTimersByTimeAsync(0);
    expect(exits).toEqual([1]);
  });

  it('exits with 1 where closing fails, or never ends', async () => {
    shutdown.signalled('SIGINT');
    await jest.advanceTimersByTimeAsync(10_000);
    expect(exits).toEqual([1]);
    closing.reject(new Error('cannot'));
    await jest.advanceTimersByTimeAsync(0);
    expect(exits).toEqual([1, 1]);
  });
});
