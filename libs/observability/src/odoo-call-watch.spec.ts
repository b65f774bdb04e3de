import type { OdooCallStart, TraceContext } from '#libs/contracts';
import { RecordingTracer, untraced } from '../../../test/fixtures/recording-tracer.js';
import { OdooCallWatch } from './odoo-call-watch.js';

const trace: TraceContext = { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), sampled: true };

const call = (change: Partial<OdooCallStart> = {}): OdooCallStart => ({
  connection: 'main',
  effect: 'read',
  model: 'res.partner',
  method: 'search_read',
  trace,
  ...change,
});

describe('OdooCallWatch', () => {
  let tracer: RecordingTracer;
  let counted: unknown[];
  let now: number;

  beforeEach(() => {
    tracer = new RecordingTracer();
    counted = [];
    now = 0;
  });

  const watch = (spans: RecordingTracer | typeof untraced = tracer) =>
    new OdooCallWatch(spans, { odooCallEnded: (...all: unknown[]) => void counted.push(all) }, () => now);

  it('counts a call when it has ended, with its time', () => {
    const { ended } = watch().begin(call());
    now = 30;
    expect(counted).toEqual([]);
    ended('odoo_timeout');
    expect(counted).toEqual([[call(), 'odoo_timeout', 30]]);
  });

  it('has a span below the one that it is made for, which Odoo is handed', () => {
    const { trace: handed, ended } = watch().begin(call());
    expect(tracer.spans).toMatchObject([{ name: 'odoo read', kind: 'client', parent: trace, context: handed }]);
    ended('ok');
    expect(tracer.spans[0]?.outcome).toBe('ok');
  });

  it('has none for what the gateway asks for itself', () => {
    expect(watch().begin(call({ trace: undefined })).trace).toBeUndefined();
    expect(tracer.spans).toEqual([]);
  });

  it('hands on what came where nothing is traced here', () => {
    expect(watch(untraced).begin(call()).trace).toBe(trace);
  });

  it('does without metrics', () => {
    const { ended } = new OdooCallWatch(untraced, undefined, () => now).begin(call());
    expect(() => ended('ok')).not.toThrow();
  });
});
