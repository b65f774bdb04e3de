import { connect, type AddressInfo } from 'node:net';
import { once } from 'node:events';
import { METRIC_DEFINITIONS, MetricsServer } from '#libs/observability';
import { type Sandbox, startSandbox } from '../../apps/sandbox/src/sandbox.js';
import { type RunningGateway, sandboxSettings, startGateway, TEST_KEY } from '../fixtures/gateway.js';
import { METERED, scrape } from '../fixtures/scraped-metrics.js';
import { SocketClient } from '../fixtures/socket-client.js';
import { until } from '../fixtures/until.js';

const call = (tool: string, params: unknown) => ({ method: tool, params, id: 'x' });
const search = call('odoo_search', { model: 'res.partner', limit: 1 });

describe('the metrics', () => {
  let sandbox: Sandbox;
  let gateway: RunningGateway;

  beforeEach(async () => {
    sandbox = await startSandbox();
    gateway = await startGateway({ ...sandboxSettings(sandbox), ...METERED, MCP_MODE: 'readwrite' });
  });

  afterEach(async () => {
    await gateway.close();
    await sandbox.close();
  });

  const ask = (body: unknown = search) => gateway.post('/mcp/tools/call', body);

  it('count calls by door, tool and outcome, with the time that they took', async () => {
    await ask();
    await ask();
    await ask(call('odoo_search', { model: 'ir.config_parameter' }));
    const metrics = await scrape(gateway);
    const labels = { door: 'rest', tool: 'odoo_search' };
    expect(metrics.sum('odoo_mcp_calls_total', { ...labels, outcome: 'ok' })).toBe(2);
    expect(metrics.sum('odoo_mcp_calls_total', { ...labels, outcome: 'forbidden' })).toBe(1);
    expect(metrics.sum('odoo_mcp_call_duration_seconds_count', labels)).toBe(3);
    expect(metrics.sum('odoo_mcp_refusals_total', { door: 'rest', layer: 'model', code: 'forbidden' })).toBe(1);
  });

  it('count the calls of Odoo by connection and by what they do', async () => {
    await ask();
    await ask(call('odoo_create', { model: 'res.partner', values: { name: 'Counted' } }));
    const metrics = await scrape(gateway);
    const of = (effect: string) =>
      metrics.sum('odoo_mcp_odoo_calls_total', { connection: 'default', effect, outcome: 'ok' });
    expect(of('read')).toBeGreaterThan(0);
    expect(of('change')).toBe(1);
    expect(of('delete')).toBeUndefined();
    expect(metrics.sum('odoo_mcp_odoo_reachable')).toBe(1);
    expect(metrics.sum('odoo_mcp_odoo_breaker_open')).toBe(0);
    expect(metrics.sum('odoo_mcp_odoo_slots_taken')).toBe(0);
  });

  it('tell of calls that wait for Odoo while they do, and of repeats', async () => {
    sandbox.faults.set({ answer: 'reset', times: 1 });
    await ask();
    sandbox.faults.set({ answer: 'black-hole' });
    const before = sandbox.calls.counts.total;
    const hangUp = new AbortController();
    const asked = fetch(`${gateway.url}/mcp/tools/call`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${TEST_KEY}` },
      body: JSON.stringify(search),
      signal: hangUp.signal,
    }).catch(() => undefined);
    await until(() => sandbox.calls.counts.total > before);
    const metrics = await scrape(gateway);
    expect(metrics.sum('odoo_mcp_odoo_slots_taken')).toBe(1);
    expect(metrics.sum('odoo_mcp_odoo_repeats_total')).toBe(1);
    hangUp.abort();
    await asked;
  });

  it('count a refusal once, by whatever door it comes, and the sizes of answers', async () => {
    await gateway.post('/mcp/tools/call', search, {});
    const metrics = await scrape(gateway);
    expect(metrics.sum('odoo_mcp_refusals_total')).toBe(1);
    expect(metrics.sum('odoo_mcp_refusals_total', { layer: 'key', code: 'unauthenticated' })).toBe(1);
    expect(metrics.sum('odoo_mcp_answer_bytes_count', { door: 'rest' })).toBe(1);
    expect(metrics.sum('odoo_mcp_answer_bytes_sum', { door: 'rest' })).toBeGreaterThan(100);
  });

  it('tell of sockets that are open, and of the messages on them', async () => {
    const socket = await SocketClient.connect(gateway.url);
    await socket.ask(search);
    const metrics = await scrape(gateway);
    expect(metrics.sum('odoo_mcp_sockets_open')).toBe(1);
    expect(metrics.sum('odoo_mcp_calls_total', { door: 'ws', outcome: 'ok' })).toBe(1);
    expect(metrics.sum('odoo_mcp_answer_bytes_count', { door: 'ws' })).toBe(1);
    await socket.close();
  });

  it('have every name that is defined, and what Node tells of the process', async () => {
    await ask();
    const { text } = await scrape(gateway);
    for (const name of Object.keys(METRIC_DEFINITIONS)) expect(text).toContain(`# TYPE ${name} `);
    for (const name of ['process_open_fds', 'nodejs_eventloop_lag_p99_seconds', 'nodejs_heap_size_used_bytes']) {
      expect(text).toContain(`# TYPE ${name} `);
    }
  });

  it('are at no address of the public port', async () => {
    for (const path of ['/metrics', '/metrics/', '/mcp/metrics', '/health/metrics', '//metrics', '/..%2fmetrics']) {
      const answer = await fetch(gateway.url + path, { headers: { authorization: `Bearer ${TEST_KEY}` } });
      expect([path, answer.status, (await answer.text()).includes('odoo_mcp_')]).toEqual([path, 404, false]);
    }
  });

  it('are all that their own port has, and read only', async () => {
    const { port } = gateway.app.get(MetricsServer);
    const status = async (path: string, method = 'GET') =>
      (await fetch(`http://127.0.0.1:${port}${path}`, { method })).status;
    expect(await status('/metrics', 'POST')).toBe(405);
    for (const path of ['/', '/health', '/mcp', '/mcp/tools/call', '/metrics?x=1'])
      expect(await status(path)).toBe(404);
    const tooLarge = await fetch(`http://127.0.0.1:${port}/metrics`, { headers: { x: 'y'.repeat(10_000) } });
    expect(tooLarge.status).toBe(431);
  });

  it('are served until the end, which no scraper that stays connected delays', async () => {
    const { port } = gateway.app.get(MetricsServer);
    const scraper = connect(port, '127.0.0.1');
    await once(scraper, 'connect');
    scraper.resume();
    const gone = once(scraper, 'close');
    await gateway.close();
    await gone;
    await expect(fetch(`http://127.0.0.1:${port}/metrics`)).rejects.toThrow('fetch failed');
  });
});

describe('without METRICS_PORT', () => {
  it('there is no port and no metric', async () => {
    const sandbox = await startSandbox();
    const gateway = await startGateway(sandboxSettings(sandbox));
    expect(gateway.app.get(MetricsServer)).toBeUndefined();
    const { port } = gateway.app.getHttpServer().address() as AddressInfo;
    expect((await fetch(`http://127.0.0.1:${port}/metrics`)).status).toBe(404);
    await gateway.close();
    await sandbox.close();
  });
});
