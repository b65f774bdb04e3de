import type { SpanStart, TraceContext } from '#libs/contracts';
import type { FinishedSpan } from './finished-span.js';
import { OtlpTracer } from './otlp-tracer.js';

const parent: TraceContext = { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), sampled: true };

const start = (from?: TraceContext): SpanStart => ({
  name: 'tools/call',
  kind: 'server',
  parent: from,
  attributes: { 'mcp.method.name': 'tools/call' },
});

describe('OtlpTracer', () => {
  let ended: FinishedSpan[];
  let now: number;

  beforeEach(() => {
    ended = [];
    now = 1000;
  });

  const tracer = (ratio: number, random = 0.5) =>
    new OtlpTracer(
      { add: (span) => void ended.push(span) },
      ratio,
      () => now,
      () => random,
    );

  it('goes on with the trace of the parent, by a span of its own', () => {
    const span = tracer(0).begin(start(parent));
    expect(span?.context).toMatchObject({ traceId: parent.traceId, sampled: true });
    expect(span?.context.spanId).toMatch(/^(?!b{16})[0-9a-f]{16}$/);
  });

  it('tells of a span when it has ended, and how', () => {
    const span = tracer(1).begin(start(parent));
    now = 1250;
    expect(ended).toEqual([]);
    span?.end('odoo_timeout');
    expect(ended).toEqual([
      { ...start(parent), context: span?.context, startMs: 1000, endMs: 1250, outcome: 'odoo_timeout' },
    ]);
  });

  it('begins a trace of its own where there is no parent, each another', () => {
    const ids = [1, 2].map(() => tracer(1).begin(start())?.context.traceId);
    expect(ids).toEqual([expect.stringMatching(/^[0-9a-f]{32}$/), expect.stringMatching(/^[0-9a-f]{32}$/)]);
    expect(ids[0]).not.toBe(ids[1]);
  });

  it.each([
    [0.4, 0.5, false],
    [0.6, 0.5, true],
    [0, 0, false],
    [1, 0.999, true],
  ])('keeps a share of %d of those, at %d: %s', (ratio, random, kept) => {
    expect(tracer(ratio, random).begin(start()) !== undefined).toBe(kept);
  });

  it('leaves a trace that the parent does not keep', () => {
    expect(tracer(1).begin(start({ ...parent, sampled: false }))).toBeUndefined();
  });
});
