import type { Progress } from '#libs/contracts';

/** The latest step of a call, for a reader who asks when there is room: what a slow one has missed is not kept. */
export class UntoldProgress {
  private latest: Progress | undefined;
  private wake: () => void = () => undefined;

  readonly take = (step: Progress): void => {
    this.latest = step;
    this.wake();
  };

  /** Each step that is there when it is asked for, until the work has ended, well or not. */
  async *until(work: Promise<unknown>): AsyncGenerator<Progress, void> {
    const ended = work.then(
      () => true,
      () => true,
    );
    let over = false;
    while (!over || this.latest) {
      const step = this.latest;
      this.latest = undefined;
      if (step) yield step;
      else over = await Promise.race([ended, this.anotherStep()]);
    }
  }

  private anotherStep(): Promise<false> {
    return new Promise((resolve) => {
      this.wake = () => resolve(false);
    });
  }
}
