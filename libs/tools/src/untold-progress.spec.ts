import type { Progress } from '#libs/contracts';
import { UntoldProgress } from './untold-progress.js';

describe('UntoldProgress', () => {
  let untold: UntoldProgress;
  let work: PromiseWithResolvers<void>;
  let steps: AsyncGenerator<Progress, void>;

  beforeEach(() => {
    untold = new UntoldProgress();
    work = Promise.withResolvers();
    steps = untold.until(work.promise);
  });

  it('waits for a step', async () => {
    const next = steps.next();
    untold.take({ done: 1 });
    expect(await next).toEqual({ value: { done: 1 }, done: false });
  });

  it('keeps the latest for a reader who is slow, so that nothing piles up', async () => {
    for (let done = 1; done <= 1000; done += 1) untold.take({ done });
    expect(await steps.next()).toEqual({ value: { done: 1000 }, done: false });
    work.resolve();
    expect((await steps.next()).done).toBe(true);
  });

  it('ends with the work, and tells its last step before', async () => {
    untold.take({ done: 5 });
    work.resolve();
    expect(await steps.next()).toEqual({ value: { done: 5 }, done: false });
    expect((await steps.next()).done).toBe(true);
  });

  it('ends with work that fails, and leaves the failure to others', async () => {
    const next = steps.next();
    work.reject(new Error('x'));
    expect((await next).done).toBe(true);
  });
});
