import { ReachWatch } from './reach-watch.js';

describe('ReachWatch', () => {
  let probe: jest.Mock<Promise<void>, []>;

  beforeEach(() => {
    jest.useFakeTimers();
    probe = jest.fn(async () => undefined);
  });

  afterEach(() => {
    jest.useRealTimers();
  });

  it('looks at start, and then as often as it is told', async () => {
    const watch = new ReachWatch(probe, 1000);
    watch.start();
    expect(probe).toHaveBeenCalledTimes(1);
    await jest.advanceTimersByTimeAsync(2000);
    expect(probe).toHaveBeenCalledTimes(3);
    watch.stop();
    await jest.advanceTimersByTimeAsync(5000);
    expect(probe).toHaveBeenCalledTimes(3);
  });

  it('does not look again before the last look has ended', async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    probe.mockReturnValueOnce(promise);
    const watch = new ReachWatch(probe, 1000);
    watch.start();
    await jest.advanceTimersByTimeAsync(5000);
    expect(probe).toHaveBeenCalledTimes(1);
    resolve();
    await jest.advanceTimersByTimeAsync(1000);
    expect(probe).toHaveBeenCalledTimes(2);
    watch.stop();
  });

  it('keeps no timer where it is stopped while it looks, and never looks where it is off', async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    probe.mockReturnValueOnce(promise);
    const watch = new ReachWatch(probe, 1000);
    watch.start();
    watch.stop();
    resolve();
    await jest.advanceTimersByTimeAsync(0);
    new ReachWatch(probe, 0).start();
    expect([jest.getTimerCount(), probe.mock.calls.length]).toEqual([0, 1]);
  });
});
