import { traceContextIn, traceContextInMeta, traceParentOf } from './trace-context.js';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const SPAN = '00f067aa0ba902b7';

describe('a trace context', () => {
  it.each([
    ['00', false],
    ['01', true],
    ['03', true],
    ['fe', false],
  ])('is read of a traceparent with the flags %s', (flags, sampled) => {
    expect(traceContextIn(`00-${TRACE}-${SPAN}-${flags}`)).toEqual({ traceId: TRACE, spanId: SPAN, sampled });
  });

  it.each([`00-${TRACE}-${SPAN}-00`, `00-${TRACE}-${SPAN}-01`])('is written as it was read: %s', (text) => {
    const context = traceContextIn(text);
    expect(context && traceParentOf(context)).toBe(text);
  });

  it.each<[unknown]>([
    [undefined],
    [null],
    [1],
    [{}],
    [[`00-${TRACE}-${SPAN}-01`]],
    [''],
    [TRACE],
    [`00-${TRACE.toUpperCase()}-${SPAN}-01`],
    [`01-${TRACE}-${SPAN}-01`],
    [`00-${'0'.repeat(32)}-${SPAN}-01`],
    [`00-${TRACE}-${'0'.repeat(16)}-01`],
    [`00-${TRACE}-${SPAN}-01-more`],
    [`00-${TRACE}-${SPAN}-01\n`],
    [`00-canary-${SPAN}-01`],
    [`00-${TRACE}-${SPAN}-${'01'.repeat(100_000)}`],
  ])('is not there in %.60j', (text) => {
    expect(traceContextIn(text)).toBeUndefined();
  });

  it('is read of the _meta of a message, whatever that is', () => {
    expect(traceContextInMeta({ traceparent: `00-${TRACE}-${SPAN}-01` })).toMatchObject({ traceId: TRACE });
    for (const meta of [undefined, null, 1, 'text', [], { traceparent: 1 }]) {
      expect(traceContextInMeta(meta)).toBeUndefined();
    }
  });
});
