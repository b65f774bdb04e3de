import type { Deadline, Progress } from '#libs/contracts';
import type { ServerContext } from '@modelcontextprotocol/server';

/** How often a call that tells nothing of itself is reported to be still at work. */
const STILL_AT_WORK_MS = 5_000;

/**
 * Tells a client how far its call has come, should it have asked (by a progress token). A tool's own steps are passed on;
 * as long as it reports none the seconds it has taken are, so that clients do not take a long call for a dead one. A
 * client that hears of its call waits anew, so that each notification moves the call's deadline on.
 */
export class ProgressNotifier {
  private readonly timer: NodeJS.Timeout | undefined;
  private last = 0;
  private steps = false;
  private deadline: Deadline | undefined;
  // Bound, as docs/adr/0037 says.
  /** A step of the tool's. From the first one on the clock is silent, for its seconds are another measure. */
  readonly report = this.noteStep.bind(this);
  /** To be handed the deadline of the call. */
  readonly follow = this.noteDeadline.bind(this);

  constructor(
    private readonly request: ServerContext['mcpReq'],
    /** Told of a notification that could not be sent. */
    private readonly onError: (error: Error) => void,
  ) {
    if (this.token === undefined) return;
    let ticks = 0;
    this.timer = setInterval(() => {
      ticks += 1;
      if (!this.steps) this.send({ done: (ticks * STILL_AT_WORK_MS) / 1000, message: 'still at work, in seconds' });
    }, STILL_AT_WORK_MS);
    this.timer.unref();
  }

  private noteStep(step: Progress): void {
    this.steps = true;
    this.send(step);
  }

  private noteDeadline(deadline: Deadline): void {
    this.deadline = deadline;
  }

  stop(): void {
    clearInterval(this.timer);
  }

  private get token(): string | number | undefined {
    return this.request._meta?.progressToken;
  }

  private send({ done, total, message }: Progress): void {
    const { token } = this;
    // The protocol wants it to grow.
    if (token === undefined || done <= this.last) return;
    this.last = done;
    this.request
      .notify({
        method: 'notifications/progress',
        params: {
          progressToken: token,
          progress: done,
          ...(total !== undefined && { total }),
          ...(message !== undefined && { message }),
        },
      })
      .then(() => this.deadline?.moveOn(), this.onError);
  }
}
