import type { SpanStart, TraceContext } from '#libs/contracts';

/** A span as it is sent. */
export interface FinishedSpan extends SpanStart {
  readonly context: TraceContext;
  /** Milliseconds since 1970. */
  readonly startMs: number;
  readonly endMs: number;
  /** `ok` or the error's code. */
  readonly outcome: string;
}

/** Who the spans are of. */
export interface TracedService {
  readonly name: string;
  readonly version: string;
}
