import { randomBytes } from 'node:crypto';
import type { OpenSpan, SpanStart, Tracer } from '#libs/contracts';
import type { FinishedSpan } from './finished-span.js';

export interface SpanSink {
  add(span: FinishedSpan): void;
}

/**
 * Makes spans. Whether a trace is kept is decided where it begins: what a caller has decided holds, and of traces that
 * begin here a share is kept.
 */
export class OtlpTracer implements Tracer {
  /**
   * @param ratio the share, 0 to 1.
   * @param now milliseconds since 1970, with parts of them.
   */
  constructor(
    private readonly sink: SpanSink,
    private readonly ratio: number,
    private readonly now: () => number,
    private readonly random: () => number = Math.random,
  ) {}

  begin(start: SpanStart): OpenSpan | undefined {
    const { parent } = start;
    if (!(parent?.sampled ?? this.random() < this.ratio)) return undefined;
    const traceId = parent?.traceId ?? randomBytes(16).toString('hex');
    const context = { traceId, spanId: randomBytes(8).toString('hex'), sampled: true };
    const startMs = this.now();
    return {
      context,
      end: (outcome) => this.sink.add({ ...start, context, startMs, endMs: this.now(), outcome }),
    };
  }
}
