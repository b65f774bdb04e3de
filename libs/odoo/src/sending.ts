import type { CallEnd, Deadline } from '#libs/contracts';
import type { Dispatcher } from 'undici';

/** One sending of a request: what ends it, and whether Odoo may have seen it. */
export class Sending {
  /** Whether it was written to a socket that is open to Odoo. */
  sent = false;
  /** Ends it: the caller leaves, its deadline passes, or Odoo takes too long. */
  readonly signal: AbortSignal;
  private readonly limit: AbortSignal;

  /** @param limitMs how long Odoo may take, whoever waits. */
  constructor(
    private readonly end: CallEnd,
    limitMs: number,
  ) {
    this.limit = AbortSignal.timeout(limitMs);
    const all = [end.signal, end.deadline?.signal, this.limit].filter((signal) => signal !== undefined);
    this.signal = AbortSignal.any(all);
  }

  /** Whether Odoo took longer than it may. */
  get tookTooLong(): boolean {
    return this.limit.aborted;
  }

  /** The deadline of its caller, where that has ended it before Odoo took too long. */
  get passed(): Deadline | undefined {
    const { deadline } = this.end;
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
