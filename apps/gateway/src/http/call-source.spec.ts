import { sourceOf } from './call-source.js';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const SPAN = '00f067aa0ba902b7';
const request = (headers = {}) => ({ ip: '192.0.2.1', headers });

describe('where a request comes from', () => {
  it('is its address, and the trace that it names', () => {
    expect(sourceOf(request())).toEqual({ address: '192.0.2.1' });
    expect(sourceOf(request({ traceparent: `00-${TRACE}-${SPAN}-01` }))).toEqual({
      address: '192.0.2.1',
      trace: { traceId: TRACE, spanId: SPAN, sampled: true },
    });
  });

  it('is no trace where the header is none', () => {
    expect(sourceOf(request({ traceparent: 'canary' }))).toEqual({ address: '192.0.2.1' });
  });
});
