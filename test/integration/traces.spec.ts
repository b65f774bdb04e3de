import { type Sandbox, startSandbox } from '../../apps/sandbox/src/sandbox.js';
import { type RunningGateway, sandboxSettings, startGateway, TEST_KEY } from '../fixtures/gateway.js';
import { legacy, modern } from '../fixtures/mcp-messages.js';
import { McpWire } from '../fixtures/mcp-wire.js';
import { type OtlpReceiver, type ReceivedSpan, startOtlpReceiver } from '../fixtures/otlp-receiver.js';
import { METERED, scrape } from '../fixtures/scraped-metrics.js';
import { beginLegacy, SocketClient } from '../fixtures/socket-client.js';
import { until } from '../fixtures/until.js';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const CLIENT = '00f067aa0ba902b7';
const FROM_CLIENT = `00-${TRACE}-${CLIENT}-01`;
const OTHER = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`;
const CANARY = 'canary-9f2c';

const SERVER = 2;
const TO_ODOO = 3;

const search = { model: 'res.partner', fields: ['id', 'name'], limit: 1 };
const seedCall = { method: 'odoo_search', params: search, id: 'x' };

describe('traces', () => {
  let sandbox: Sandbox;
  let receiver: OtlpReceiver;
  let gateway: RunningGateway;

  beforeEach(async () => {
    [sandbox, receiver] = await Promise.all([startSandbox(), startOtlpReceiver()]);
  });

  afterEach(async () => {
    await gateway.close();
    await Promise.all([sandbox.close(), receiver.close()]);
  });

  async function start(settings: Readonly<Record<string, string>> = {}): Promise<void> {
    gateway = await startGateway({
      ...sandboxSettings(sandbox),
      OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
      OTEL_BSP_SCHEDULE_DELAY: '10',
      ...settings,
    });
  }

  const post = (body: unknown, headers: Readonly<Record<string, string>>, path = '/mcp/tools/call') =>
    gateway.post(path, body, { authorization: `Bearer ${TEST_KEY}`, ...headers });

  /** Of the call, once it has come: it ends behind those that it is the parent of. */
  async function spansOfCall(): Promise<{ call: ReceivedSpan; odoo: readonly ReceivedSpan[] }> {
    await until(() => receiver.spans.some(({ kind }) => kind === SERVER));
    const call = receiver.spans.find(({ kind }) => kind === SERVER) as ReceivedSpan;
    return { call, odoo: receiver.spans.filter(({ kind }) => kind === TO_ODOO) };
  }

  /** What Odoo was handed with the calls of this method. */
  const handedToOdoo = (method = 'search_read') =>
    sandbox.calls.list.filter((call) => call.method === method).map(({ traceparent }) => traceparent);

  /** Client, gateway and Odoo have one trace, and each knows who has asked it. */
  async function expectJoined(client = CLIENT): Promise<ReceivedSpan> {
    const { call, odoo } = await spansOfCall();
    expect(call).toMatchObject({ traceId: TRACE, parentSpanId: client });
    expect(odoo.length).toBeGreaterThan(0);
    for (const span of odoo) expect(span).toMatchObject({ traceId: TRACE, parentSpanId: call.spanId });
    const last = odoo.find(({ attributes }) => attributes['rpc.method'] === 'search_read');
    expect(handedToOdoo()).toEqual([`00-${TRACE}-${last?.spanId}-01`]);
    return call;
  }

  it('join a REST client, the gateway and Odoo', async () => {
    await start();
    await post(seedCall, { traceparent: FROM_CLIENT });
    const call = await expectJoined();
    expect(call.name).toBe('tools/call odoo_search');
    expect(Number(call.endTimeUnixNano)).toBeGreaterThan(Number(call.startTimeUnixNano));
    expect(call.attributes).toEqual({
      'mcp.method.name': 'tools/call',
      'gen_ai.operation.name': 'execute_tool',
      'gen_ai.tool.name': 'odoo_search',
      'network.protocol.name': 'http',
      'odoo_mcp.door': 'rest',
    });
  });

  it('tell of a call of Odoo what it was, and to which', async () => {
    await start({ OTEL_SERVICE_NAME: 'our-gateway', OTEL_EXPORTER_OTLP_HEADERS: 'x-key=a%20b,x-other=1' });
    await post(seedCall, {});
    const { odoo } = await spansOfCall();
    const read = odoo.find(({ attributes }) => attributes['rpc.method'] === 'search_read');
    expect(read).toMatchObject({ name: 'odoo read' });
    expect(read?.attributes).toEqual({
      'rpc.system.name': 'odoo',
      'rpc.method': 'search_read',
      'odoo.model': 'res.partner',
      'odoo_mcp.connection': 'default',
    });
    expect(receiver.resource).toEqual({ 'service.name': 'our-gateway', 'service.version': '0.0.0-test' });
    expect(receiver.headers[0]).toMatchObject({ path: '/v1/traces', 'x-key': 'a b', 'x-other': '1' });
  });

  it('believe the _meta of an MCP request more than its header', async () => {
    await start();
    const message = modern('tools/call', { name: 'odoo_search', arguments: search });
    const { _meta, ...params } = message['params'] as Record<string, Record<string, unknown>>;
    const traced = { ...message, id: 7, params: { ...params, _meta: { ..._meta, traceparent: FROM_CLIENT } } };
    const headers = { 'mcp-protocol-version': '2026-07-28', 'mcp-method': 'tools/call', 'mcp-name': 'odoo_search' };
    await post(traced, { ...headers, accept: 'application/json, text/event-stream', traceparent: OTHER }, '/mcp');
    expect((await expectJoined()).attributes).toMatchObject({
      'mcp.protocol.version': '2026-07-28',
      'jsonrpc.request.id': '7',
      'odoo_mcp.door': 'mcp',
    });
  });

  it('name the session of the legacy era, without what its client has said of itself', async () => {
    await start();
    const wire = new McpWire(gateway);
    const session = await wire.openSession();
    const params = { name: 'odoo_search', arguments: search, _meta: { traceparent: FROM_CLIENT } };
    await wire.legacy('tools/call', params, session);
    const { 'mcp.session.id': named } = (await expectJoined()).attributes;
    expect(named).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    expect(session).not.toContain(named);
  });

  it.each([
    [
      'of the protocol',
      legacy('tools/call', { name: 'odoo_search', arguments: search, _meta: { traceparent: FROM_CLIENT } }),
    ],
    [
      'without an envelope',
      { method: 'tools/call', params: { name: 'odoo_search', arguments: search, _meta: { traceparent: FROM_CLIENT } } },
    ],
  ])('join a message on a WebSocket, %s', async (_kind, message) => {
    await start();
    const headers = { authorization: `Bearer ${TEST_KEY}`, traceparent: OTHER };
    const socket = await SocketClient.connect(gateway.url, { headers });
    if ('jsonrpc' in message) await beginLegacy(socket);
    await socket.ask(message);
    expect((await expectJoined()).attributes).toMatchObject({ 'network.protocol.name': 'websocket' });
    await socket.close();
  });

  it('join a stream with each page that Odoo is asked for', async () => {
    await start({ STREAM_CHUNK_SIZE: '10' });
    const params = { ...search, limit: 30 };
    await post({ ...seedCall, params }, { traceparent: FROM_CLIENT }, '/mcp/stream/tools/call');
    const { call, odoo } = await spansOfCall();
    expect(call).toMatchObject({ name: 'tools/call odoo_search', traceId: TRACE, parentSpanId: CLIENT });
    expect(odoo.length).toBeGreaterThan(1);
    for (const span of odoo) expect(span.parentSpanId).toBe(call.spanId);
  });

  it.each([
    ['garbage', CANARY],
    ['zeros', `00-${'0'.repeat(32)}-${CLIENT}-01`],
    ['of another version', `ff-${TRACE}-${CLIENT}-01`],
    ['too long', `${FROM_CLIENT}-${'x'.repeat(5000)}`],
  ])('begin anew behind a traceparent that is %s', async (_what, traceparent) => {
    await start();
    expect((await post(seedCall, { traceparent })).status).toBe(200);
    const { call } = await spansOfCall();
    expect(call.traceId).not.toBe(TRACE);
    expect(call.parentSpanId).toBeUndefined();
    expect(handedToOdoo()).toEqual([expect.stringMatching(new RegExp(`^00-${call.traceId}-[0-9a-f]{16}-01$`))]);
  });

  it('tell how a call failed, and nothing of what was asked', async () => {
    await start();
    const params = { model: 'res.partner', domain: [['name', '=', CANARY]], fields: [CANARY.replace('-', '_')] };
    await post({ ...seedCall, params }, {});
    await post({ method: CANARY, params: {} }, {});
    await until(() => receiver.spans.filter(({ kind }) => kind === SERVER).length === 2);
    const [refused, unknown] = receiver.spans.filter(({ kind }) => kind === SERVER);
    expect(refused).toMatchObject({ status: { code: 2 }, attributes: { 'error.type': expect.any(String) } });
    expect(unknown).toMatchObject({ name: 'tools/call', attributes: { 'error.type': 'not_found' } });
    expect(JSON.stringify(receiver.spans)).not.toContain('canary');
  });

  it('leave what the caller does not keep, and hand it on as it came', async () => {
    await start();
    const unkept = `00-${TRACE}-${CLIENT}-00`;
    await post(seedCall, { traceparent: unkept });
    await post({ ...seedCall, method: 'odoo_count', params: { model: 'res.country' } }, {});
    const { call } = await spansOfCall();
    expect(call.name).toBe('tools/call odoo_count');
    expect(handedToOdoo()).toEqual([unkept]);
  });

  it('keep none that begin here with a share of 0, and those that a caller keeps', async () => {
    await start({ OTEL_TRACES_SAMPLER_ARG: '0' });
    await post(seedCall, {});
    expect(handedToOdoo()).toEqual([undefined]);
    sandbox.calls.clear();
    await post(seedCall, { traceparent: FROM_CLIENT });
    await expectJoined();
    expect(receiver.spans.filter(({ kind }) => kind === SERVER)).toHaveLength(1);
  });

  it('are not made for requests that are refused before they are calls', async () => {
    await start();
    await gateway.post('/mcp/tools/call', seedCall, { traceparent: FROM_CLIENT });
    await post({ ...seedCall, method: 'odoo_count', params: { model: 'res.country' } }, {});
    const { call } = await spansOfCall();
    expect(call.name).toBe('tools/call odoo_count');
  });

  it('are sent at the end, should they still wait', async () => {
    await start({ OTEL_BSP_SCHEDULE_DELAY: '60000' });
    await post(seedCall, { traceparent: FROM_CLIENT });
    await gateway.close();
    expect(receiver.spans.map(({ kind }) => kind)).toContain(SERVER);
  });

  it('cost a call nothing where the collector fails, and are counted as dropped', async () => {
    await start(METERED);
    receiver.status = 503;
    expect((await post(seedCall, {})).status).toBe(200);
    await until(async () => Number((await scrape(gateway)).sum('odoo_mcp_spans_dropped_total')) >= 2);
    receiver.status = 200;
    await post(seedCall, { traceparent: FROM_CLIENT });
    await spansOfCall();
  });

  it('are none without a collector, and what a client sent goes on to Odoo as it came', async () => {
    await start({ OTEL_EXPORTER_OTLP_ENDPOINT: '' });
    await post(seedCall, { traceparent: FROM_CLIENT });
    await post(seedCall, { traceparent: CANARY });
    expect(handedToOdoo()).toEqual([FROM_CLIENT, undefined]);
    expect(receiver.headers).toEqual([]);
  });
});
