import type { SpanAttributes } from '#libs/contracts';
import type { FinishedSpan, TracedService } from './finished-span.js';

/** As OTLP numbers them. */
const KIND = { server: 2, client: 3 } as const;
const STATUS_ERROR = 2;
const SCOPE = 'odoo-mcp-server';

/** Spans as the body of an OTLP request in JSON (`ExportTraceServiceRequest`). */
export function otlpRequest(spans: readonly FinishedSpan[], { name, version }: TracedService): string {
  const resource = { attributes: attributesOf({ 'service.name': name, 'service.version': version }) };
  const scope = { name: SCOPE, version };
  return JSON.stringify({ resourceSpans: [{ resource, scopeSpans: [{ scope, spans: spans.map(otlpSpan) }] }] });
}

function otlpSpan({ name, kind, context, parent, startMs, endMs, attributes, outcome }: FinishedSpan): unknown {
  const failed = outcome !== 'ok';
  return {
    traceId: context.traceId,
    spanId: context.spanId,
    ...(parent && { parentSpanId: parent.spanId }),
    // Bit 0: it is kept.
    flags: 1,
    name,
    kind: KIND[kind],
    startTimeUnixNano: nanoseconds(startMs),
    endTimeUnixNano: nanoseconds(endMs),
    attributes: attributesOf({ ...attributes, ...(failed && { 'error.type': outcome }) }),
    ...(failed && { status: { code: STATUS_ERROR } }),
  };
}

function attributesOf(attributes: SpanAttributes): unknown[] {
  return Object.entries(attributes)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => ({
      key,
      value: typeof value === 'number' ? { doubleValue: value } : { stringValue: value },
    }));
}

/** 64-bit numbers are text in JSON. */
function nanoseconds(milliseconds: number): string {
  const whole = Math.floor(milliseconds);
  // Multiplied as it is, it would be beyond what a number holds.
  return (BigInt(whole) * 1_000_000n + BigInt(Math.round((milliseconds - whole) * 1_000_000))).toString();
}
