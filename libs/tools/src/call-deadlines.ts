import { type CallTimes, Deadline, type TimeLimit, type ToolCall } from '#libs/contracts';

type TimedCall = Pick<ToolCall, 'timeoutMs' | 'timed'>;

/** Gives every call its deadline: what its caller asks for, or else the operator's default, and never more than the most. */
export class CallDeadlines {
  private readonly most: TimeLimit;

  /** @param now monotonic, in milliseconds. */
  constructor(
    private readonly times: CallTimes,
    private readonly now: () => number,
  ) {
    this.most = { name: 'CALL_TIMEOUT_MAX_MS', ms: times.maxMs };
  }

  /** Runs a call that has to end by the deadline that it is handed. */
  async within<Result>(call: TimedCall, run: (deadline: Deadline) => Promise<Result>): Promise<Result> {
    const deadline = this.begin(call);
    call.timed?.(deadline);
    try {
      return await run(deadline);
    } finally {
      deadline.end();
    }
  }

  /** Who has it ends it. */
  begin(call: TimedCall): Deadline {
    return new Deadline({ limit: this.limitOf(call), most: this.most }, this.now);
  }

  /**
   * For a stream of rows, which moves it on at each chunk. What its caller asks for is meant for the whole of it; without
   * that it may last for as long as rows come. Who has it ends it.
   */
  ofRows(call: TimedCall): Deadline {
    const limit = this.limitOf(call);
    return new Deadline({ limit, most: call.timeoutMs === undefined ? undefined : limit }, this.now);
  }

  private limitOf({ timeoutMs }: TimedCall): TimeLimit {
    const asked: TimeLimit =
      timeoutMs === undefined
        ? { name: 'CALL_TIMEOUT_MS', ms: this.times.defaultMs }
        : { name: 'X-Request-Timeout', ms: timeoutMs };
    return asked.ms < this.most.ms ? asked : this.most;
  }
}
