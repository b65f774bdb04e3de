import { sourceOf } from './call-source.js';

const ID = '4bf92f3577b34da6a3ce929d0e0e4736';
const request = (traceparent?: string) => ({
  ip: '192.0.2.1',
  headers: traceparent === undefined ? {} : { traceparent },
});

describe('where a request comes from', () => {
  it('is its address, and the trace that it names', () => {
    expect(sourceOf(request())).toEqual({ address: '192.0.2.1' });
    expect(sourceOf(request(`00-${ID}-00f067aa0ba902b7-01`))).toEqual({ address: '192.0.2.1', traceId: ID });
  });

  it.each([
    '',
    ID,
    `00-${ID.toUpperCase()}-00f067aa0ba902b7-01`,
    `01-${ID}-00f067aa0ba902b7-01`,
    `00-${'0'.repeat(32)}-00f067aa0ba902b7-01`,
    `00-${ID}-00f067aa0ba902b7-01-more`,
    `00-canary-00f067aa0ba902b7-01`,
  ])('is no trace that is named by %j', (traceparent) => {
    expect(sourceOf(request(traceparent))).toEqual({ address: '192.0.2.1' });
  });
});
