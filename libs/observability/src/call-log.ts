import type { CallObserver, CallRecord } from '#libs/contracts';
import type { Logger } from 'pino';

/** One line per call: who, what, by which door, how it ended, how long it took. Never arguments or rows. */
export class CallLog implements CallObserver {
  private readonly lines: Logger;

  constructor(private readonly logger: Logger) {
    // A record has no member that could be a secret, and looking for one costs as much as writing it.
    this.lines = logger.child({}, { redact: [] });
  }

  callEnded({ cause, durationMs, ...call }: CallRecord): void {
    const line = { ...call, durationMs: Math.round(durationMs * 10) / 10 };
    if (call.outcome === 'internal') this.logger.error({ ...line, err: cause }, 'call failed');
    else if (call.outcome === 'ok') this.lines.info(line, 'call');
    else this.logger.warn({ ...line, ...reasonOf(cause) }, 'call refused');
  }
}

/** The technical reason behind a typed error, without a stack. */
function reasonOf(cause: unknown): { reason?: string } {
  return cause instanceof Error ? { reason: cause.message } : {};
}
