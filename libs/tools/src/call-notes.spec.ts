import { type CallRecord, type Door, Forbidden, type ToolCall, type TraceContext } from '#libs/contracts';
import { principal } from '../../../test/fixtures/principals.js';
import { RecordingTracer, untraced } from '../../../test/fixtures/recording-tracer.js';
import { CallNotes } from './call-notes.js';
import type { Called } from './called.js';

const trace: TraceContext = { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), sampled: true };

const SEARCH: Called = { method: 'tools/call', name: 'odoo_search' };

const call = (change: Partial<ToolCall> = {}): ToolCall => ({
  tool: 'odoo_search',
  arguments: {},
  principal: principal('readonly', {}, 'someone'),
  door: 'mcp',
  requestId: 'r1',
  ...change,
});

describe('CallNotes', () => {
  let notes: CallRecord[];
  let tracer: RecordingTracer;

  beforeEach(() => {
    notes = [];
    tracer = new RecordingTracer();
  });

  const taken = (spans: RecordingTracer | typeof untraced = tracer) =>
    new CallNotes({ callEnded: (note) => void notes.push(note) }, () => 0, spans);

  it('has a span for a call, which what it does belongs to, and whose trace stands in the log', async () => {
    const handed = await taken().take(SEARCH, call({ trace }), 'read', async (noted) => noted.trace);
    expect(tracer.spans).toMatchObject([
      { name: 'tools/call odoo_search', kind: 'server', parent: trace, outcome: 'ok' },
    ]);
    expect(handed).toBe(tracer.spans[0]?.context);
    expect(notes).toMatchObject([{ traceId: trace.traceId }]);
  });

  it('says with what code it ended', async () => {
    const refused = taken().take(SEARCH, call(), 'read', async () => {
      throw new Forbidden('No.', { layer: 'mode', rule: 'readonly' });
    });
    await expect(refused).rejects.toThrow('No.');
    expect(tracer.spans[0]?.outcome).toBe('forbidden');
  });

  it('hands on the trace of the caller where there is no span', async () => {
    const handed = await taken(untraced).take(SEARCH, call({ trace }), 'read', async (noted) => noted.trace);
    expect([handed, notes[0]?.traceId]).toEqual([trace, trace.traceId]);
  });

  it('has no trace where there is none', async () => {
    await taken(untraced).take(SEARCH, call(), 'read', async () => ({}));
    expect(notes[0]).not.toHaveProperty('traceId');
  });

  it.each<[Called, string, string]>([
    [{ method: 'resources/read', name: 'models' }, 'resources/read', 'resource:models'],
    [{ method: 'resources/read', name: undefined }, 'resources/read', 'resource'],
    [{ method: 'prompts/get', name: 'review' }, 'prompts/get review', 'prompt:review'],
    [{ method: 'completion/complete', name: 'review' }, 'completion/complete', 'completion:review'],
    [{ method: 'tools/call', name: undefined }, 'tools/call', 'unknown'],
  ])('names %j', async (called, span, inLogs) => {
    await taken().take(called, call(), 'read', async () => ({}));
    expect([tracer.spans[0]?.name, notes[0]?.tool]).toEqual([span, inLogs]);
  });

  it.each<[Door, unknown]>([
    ['rest', { 'network.protocol.name': 'http' }],
    ['ws', { 'network.protocol.name': 'websocket' }],
    ['stdio', { 'network.transport': 'pipe' }],
  ])('says what carries a call that comes by %s', async (door, network) => {
    await taken().take(SEARCH, call({ door }), 'read', async () => ({}));
    expect(tracer.spans[0]?.attributes).toMatchObject({ 'odoo_mcp.door': door, ...(network as object) });
  });

  it.each([
    [7, '7'],
    ['call-1', 'call-1'],
    ['Jane Doe <jane@example.com>', undefined],
    ['x'.repeat(65), undefined],
  ])('has the id %j of a request as %j', async (requestId, shown) => {
    await taken().take(SEARCH, call({ protocol: { requestId } }), 'read', async () => ({}));
    expect(tracer.spans[0]?.attributes['jsonrpc.request.id']).toBe(shown);
  });
});
