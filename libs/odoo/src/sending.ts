import type { CallEnd, Deadline } from '#libs/contracts';
import type { Dispatcher } from 'undici';

/** One sending of a request: what ends it, and whether Odoo may have seen it. Who has it ends it. */
export class Sending {
  /** Whether it was written to a socket that is open to Odoo. */
  sent = false;
  /** Whether Odoo took longer than it may. */
  tookTooLong = false;
  private readonly over = new AbortController();
  private readonly timer: NodeJS.Timeout;

  /** @param limitMs how long Odoo may take, whoever waits. */
  constructor(
    private readonly call: CallEnd,
    limitMs: number,
  ) {
    // A signal of Node's own with a time would be there until that is over, however soon the answer comes.
    this.timer = setTimeout(() => {
      this.tookTooLong = true;
      this.stop();
    }, limitMs);
    for (const signal of this.callersSignals()) {
      if (signal.aborted) this.stop();
      else signal.addEventListener('abort', this.stop);
    }
  }

  /** Aborted where its caller leaves, its deadline passes, or Odoo takes too long. */
  get signal(): AbortSignal {
    return this.over.signal;
  }

  end(): void {
    clearTimeout(this.timer);
    for (const signal of this.callersSignals()) signal.removeEventListener('abort', this.stop);
  }

  /** The deadline of its caller, where that has ended it before Odoo took too long. */
  get passed(): Deadline | undefined {
    const { deadline } = this.call;
    return deadline?.signal.aborted && !this.tookTooLong ? deadline : undefined;
  }

  /** Waits for a response; undici lets a request that was aborted wait until there is a socket for it. */
  async untilEnded<T>(response: Promise<T>): Promise<T> {
    const { signal } = this;
    const { promise: aborted, reject } = Promise.withResolvers<never>();
    const onAbort = (): void => {
      if (!this.sent) reject(signal.reason as Error);
    };
    signal.addEventListener('abort', onAbort);
    if (signal.aborted) onAbort();
    return Promise.race([response, aborted]).finally(() => signal.removeEventListener('abort', onAbort));
  }

  private readonly stop = (): void => this.over.abort();

  private callersSignals(): AbortSignal[] {
    return [this.call.signal, this.call.deadline?.signal].filter((signal) => signal !== undefined);
  }
}

/** Tells the sending that a request has as `opaque` when it is about to be written to a socket, which is open by then. */
export function notingWhatIsSent(dispatch: Dispatcher['dispatch']): Dispatcher['dispatch'] {
  return (options, handler) => {
    const { opaque: sending } = options as { readonly opaque?: Sending };
    const start = handler.onRequestStart?.bind(handler);
    // Each request has a handler of its own.
    handler.onRequestStart = (...started) => {
      // One that was aborted meanwhile is dropped here.
      if (sending && !sending.signal.aborted) sending.sent = true;
      start?.(...started);
    };
    return dispatch(options, handler);
  };
}
