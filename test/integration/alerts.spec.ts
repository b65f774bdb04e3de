import { once } from 'node:events';
import { readFileSync, rmSync, symlinkSync } from 'node:fs';
import { connect } from 'node:net';
import { ODOO_CLIENTS, type OdooClients } from '#libs/contracts';
import { parse } from 'yaml';
import { ProcessLoad } from '../../apps/gateway/src/load/process-load.js';
import { LoadWatch } from '../../apps/gateway/src/load/load-watch.js';
import { type Sandbox, startSandbox } from '../../apps/sandbox/src/sandbox.js';
import { AuditFolder } from '../fixtures/audit-files.js';
import { type Environment, type RunningGateway, sandboxSettings, startGateway, TEST_KEY } from '../fixtures/gateway.js';
import { ALERTS_FILE, checkRules, firingAlerts, installPrometheus } from '../fixtures/promtool.js';
import { METERED, scrape, ScrapedMetrics } from '../fixtures/scraped-metrics.js';
import { until } from '../fixtures/until.js';

interface Rule {
  readonly alert: string;
  readonly expr: string;
  readonly annotations: { readonly runbook: string };
}

interface Dashboard {
  readonly panels: ReadonlyArray<{ readonly targets: ReadonlyArray<{ readonly expr: string }> }>;
}

const rules = (parse(readFileSync(ALERTS_FILE, 'utf8')) as { groups: [{ rules: Rule[] }] }).groups[0].rules;
const names = rules.map(({ alert }) => alert);
const dashboard = JSON.parse(readFileSync('deploy/observability/dashboard.json', 'utf8')) as Dashboard;

const search = { method: 'odoo_search', params: { model: 'res.partner', limit: 1 }, id: 'x' };

/** Looks at the metrics before the trouble, and after each of so many rounds of it. */
const ROUNDS = 3;

const LATE = 'OdooMcpEventLoopLate';

jest.setTimeout(120_000);

describe('alerts and dashboard', () => {
  let sandbox: Sandbox;
  let gateway: RunningGateway;

  beforeAll(installPrometheus);

  beforeEach(async () => {
    sandbox = await startSandbox();
  });

  afterEach(async () => {
    jest.restoreAllMocks();
    sandbox.faults.clear();
    await gateway.close();
    await sandbox.close();
  });

  async function start(settings: Environment = {}): Promise<void> {
    gateway = await startGateway({ ...sandboxSettings(sandbox), ...METERED, MCP_MODE: 'readwrite', ...settings });
    await ask();
  }

  const ask = (headers?: Environment) => gateway.post('/mcp/tools/call', search, headers);

  async function many(times: number, what: () => Promise<unknown>): Promise<void> {
    for (let done = 0; done < times; done += 1) await what();
  }

  /** @param trouble one round of it. */
  async function firing(trouble: () => unknown): Promise<string[]> {
    const looks = [await scrape(gateway)];
    for (let round = 0; round < ROUNDS; round += 1) {
      await trouble();
      looks.push(await scrape(gateway));
    }
    return firingAlerts(looks);
  }

  /** A busy machine that tests run on makes the event loop late in earnest. */
  const firingHere = async (trouble: () => unknown) => (await firing(trouble)).filter((alert) => alert !== LATE);

  it('are rules that Prometheus takes, and look at metrics that there are', async () => {
    await start();
    expect(checkRules()).toContain(`${names.length} rules found`);
    const { text } = await scrape(gateway);
    const known = new Set(Array.from(text.matchAll(/^# TYPE (\S+) /gm), ([, name]) => name));
    const expressions = [...rules, ...dashboard.panels.flatMap(({ targets }) => targets)].map(({ expr }) => expr);
    const used = expressions.flatMap((expr) => expr.match(/\b(?:odoo_mcp|nodejs|process)_[a-z0-9_]+/g) ?? []);
    expect(used.length).toBeGreaterThan(rules.length);
    expect(used.filter((name) => !known.has(name) && !known.has(name.replace(/_(?:bucket|sum|count)$/, '')))).toEqual(
      [],
    );
  });

  it('have a heading in the runbook each, which they lead to', () => {
    const headings = readFileSync('docs/operations/runbooks.md', 'utf8').match(/^## .*$/gm);
    expect(headings).toEqual(names.map((name) => `## ${name}`));
    expect(rules.map(({ annotations }) => annotations.runbook)).toEqual(
      names.map((name) => `docs/operations/runbooks.md#${name.toLowerCase()}`),
    );
  });

  it('are quiet where nothing is amiss', async () => {
    await start();
    expect(await firingHere(() => many(5, () => ask()))).toEqual([]);
  });

  it('OdooMcpDown fires when there is nothing to scrape', async () => {
    await start();
    expect(firingAlerts([new ScrapedMetrics('')], false)).toEqual(['OdooMcpDown']);
  });

  it('OdooMcpOdooAway and OdooMcpOdooFailing fire while Odoo is away', async () => {
    await start({ ODOO_BREAKER_FAILURES: '3' });
    sandbox.faults.set({ answer: 'reset' });
    expect(await firingHere(() => many(5, () => ask()))).toEqual(['OdooMcpOdooAway', 'OdooMcpOdooFailing']);
  });

  it('OdooMcpOdooSlow fires when Odoo takes its time', async () => {
    await start();
    sandbox.faults.set({ latencyMs: 2600 });
    expect(await firingHere(() => ask())).toEqual(['OdooMcpOdooSlow']);
  });

  it('OdooMcpShedding fires when too many calls wait for Odoo', async () => {
    await start({ ODOO_MAX_CONNECTIONS: '1', ODOO_QUEUE_CALLS: '1', ODOO_QUEUE_WAIT_MS: '100' });
    sandbox.faults.set({ latencyMs: 300 });
    expect(await firingHere(() => Promise.all([ask(), ask(), ask(), ask()]))).toEqual(['OdooMcpShedding']);
  });

  it('OdooMcpConnectionsRefused fires when one address opens more than it may', async () => {
    await start({ MAX_CONNECTIONS_PER_ADDRESS: '1' });
    const { hostname: host, port } = new URL(gateway.url);
    const open = () => connect({ host, port: Number(port), localAddress: '127.0.0.2' }).resume();
    const first = open();
    await once(first, 'connect');
    expect(await firingHere(() => once(open(), 'close'))).toEqual(['OdooMcpConnectionsRefused']);
    first.destroy();
  });

  it('OdooMcpOverloaded fires when the process has more to do than it can', async () => {
    await start();
    jest.spyOn(ProcessLoad.prototype, 'read').mockReturnValue({ lagMs: 5000, heapShare: 0.2 });
    const watch = gateway.app.get(LoadWatch);
    watch.look();
    watch.look();
    expect(await firingHere(() => ask())).toEqual(['OdooMcpOverloaded']);
  });

  it('OdooMcpEventLoopLate fires when something keeps the only thread', async () => {
    await start();
    const keepBusy = async (): Promise<void> => {
      for (let turn = 0; turn < 3; turn += 1) {
        const end = performance.now() + 400;
        while (performance.now() < end);
        await new Promise(setImmediate);
      }
    };
    expect(await firing(keepBusy)).toContain(LATE);
  });

  it('OdooMcpAuditFailing fires when the audit log cannot be written', async () => {
    const folder = new AuditFolder();
    await start({ AUDIT_FILE: folder.file, STATE_SECRET: 's'.repeat(32) });
    rmSync(folder.file);
    symlinkSync('/dev/full', folder.file);
    const create = { method: 'odoo_create', params: { model: 'res.partner', values: { name: 'Unseen' } }, id: 'x' };
    expect(await firingHere(() => gateway.post('/mcp/tools/call', create))).toEqual(['OdooMcpAuditFailing']);
    folder.remove();
  });

  it('OdooMcpInternalErrors fires at what nobody foresaw', async () => {
    await start();
    jest.spyOn(gateway.app.get<OdooClients>(ODOO_CLIENTS), 'reader').mockImplementation(() => {
      throw new TypeError('x is not a function');
    });
    expect(await firingHere(() => ask())).toEqual(['OdooMcpInternalErrors']);
  });

  it('OdooMcpRateLimiting fires when callers ask for too much', async () => {
    await start({ RATE_LIMIT_REQUESTS: '1' });
    expect(await firingHere(() => many(40, () => ask()))).toEqual(['OdooMcpRateLimiting']);
  });

  it('OdooMcpWrongKeys fires when somebody tries keys', async () => {
    await start({ RATE_LIMIT_REFUSALS: '1000' });
    const wrong = { authorization: `Bearer ${TEST_KEY}-not` };
    expect(await firingHere(() => many(40, () => ask(wrong)))).toEqual(['OdooMcpWrongKeys']);
  });

  it('OdooMcpSpansDropped fires when the collector is away', async () => {
    await start({ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:1', OTEL_BSP_SCHEDULE_DELAY: '10' });
    const dropped = async () => Number((await scrape(gateway)).sum('odoo_mcp_spans_dropped_total'));
    const trouble = async (): Promise<void> => {
      const before = await dropped();
      await ask();
      await until(async () => (await dropped()) > before);
    };
    expect(await firingHere(trouble)).toEqual(['OdooMcpSpansDropped']);
  });
});
