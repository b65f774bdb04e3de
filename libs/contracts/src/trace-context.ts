/** A place in a distributed trace, as W3C Trace Context hands it on. */
export interface TraceContext {
  /** 32 hexadecimal digits, in lower case. */
  readonly traceId: string;
  /** 16 of them: the span that asks. */
  readonly spanId: string;
  /** Whether whoever began the trace keeps it. */
  readonly sampled: boolean;
}

/** Version 00; ids of zeros name nothing. */
const TRACE_PARENT = /^00-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})$/;

/** @param text whatever a caller has sent as `traceparent`. @returns undefined for what is none. */
export function traceContextIn(text: unknown): TraceContext | undefined {
  const [, traceId, spanId, flags] = (typeof text === 'string' && TRACE_PARENT.exec(text)) || [];
  if (traceId === undefined || spanId === undefined || flags === undefined) return undefined;
  // Bit 0 says that it is kept; the others say nothing that is known here.
  return { traceId, spanId, sampled: Number.parseInt(flags, 16) % 2 === 1 };
}

/** As the header `traceparent` has it. */
export function traceParentOf({ traceId, spanId, sampled }: TraceContext): string {
  return `00-${traceId}-${spanId}-${sampled ? '01' : '00'}`;
}

/** What the `_meta` of a message says, where it says anything: it is closer to the call than a header. */
export function traceContextInMeta(meta: unknown): TraceContext | undefined {
  return traceContextIn((meta as { readonly traceparent?: unknown } | null | undefined)?.traceparent);
}
