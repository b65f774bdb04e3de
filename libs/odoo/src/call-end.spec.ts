import { Cancelled, OdooTimeout } from '#libs/contracts';
import { deadlineIn } from '../../../test/fixtures/deadlines.js';
import { failureOf } from '../../../test/fixtures/failure-of.js';
import { whileWaiting } from './call-end.js';

describe('the wait for what is shared', () => {
  const forever = new Promise<never>(() => undefined);

  it('ends with it, well or not', async () => {
    expect(await whileWaiting(Promise.resolve(1), { deadline: deadlineIn(60_000) })).toBe(1);
    const failed = new Error('failed');
    await expect(whileWaiting(Promise.reject(failed), {})).rejects.toBe(failed);
  });

  it('ends when the caller leaves, or its time is over', async () => {
    const leaving = new AbortController();
    const left = failureOf(whileWaiting(forever, { signal: leaving.signal, deadline: deadlineIn(60_000) }));
    leaving.abort();
    expect(await left).toBeInstanceOf(Cancelled);
    expect(await failureOf(whileWaiting(forever, { deadline: deadlineIn(10) }))).toBeInstanceOf(OdooTimeout);
  });
});
