import type { Deadline } from '#libs/contracts';
import { CallDeadlines } from './call-deadlines.js';

describe('CallDeadlines', () => {
  const deadlines = new CallDeadlines({ defaultMs: 1000, maxMs: 5000 }, () => 0);
  const limitOf = (timeoutMs?: number) =>
    deadlines.within({ timeoutMs }, async ({ limit, leftMs }) => [limit.name, leftMs]);

  it('gives a call what it asks for, else the default, and never more than the most', async () => {
    expect(await limitOf()).toEqual(['CALL_TIMEOUT_MS', 1000]);
    expect(await limitOf(200)).toEqual(['X-Request-Timeout', 200]);
    expect(await limitOf(5000)).toEqual(['CALL_TIMEOUT_MAX_MS', 5000]);
    expect(await limitOf(90_000)).toEqual(['CALL_TIMEOUT_MAX_MS', 5000]);
  });

  it('hands it to who moves it on, and keeps no timer when the call has ended, well or not', async () => {
    jest.useFakeTimers();
    let handed: Deadline | undefined;
    let used: Deadline | undefined;
    const failing = deadlines.within({ timed: (deadline) => (handed = deadline) }, async (deadline) => {
      used = deadline;
      expect(jest.getTimerCount()).toBe(1);
      throw new Error('failed');
    });
    await expect(failing).rejects.toThrow('failed');
    expect(handed).toBe(used);
    expect(jest.getTimerCount()).toBe(0);
    jest.useRealTimers();
  });

  it('lets a stream of rows last for as long as rows come, unless its caller has named a time', () => {
    const rows = deadlines.ofRows({});
    rows.rest();
    expect(rows.leftMs).toBe(Number.POSITIVE_INFINITY);
    const whole = deadlines.ofRows({ timeoutMs: 200 });
    whole.rest();
    expect([whole.leftMs, whole.limit.name]).toEqual([200, 'X-Request-Timeout']);
    whole.end();
  });
});
