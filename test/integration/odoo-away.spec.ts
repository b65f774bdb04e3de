import { type Sandbox, startSandbox } from '../../apps/sandbox/src/sandbox.js';
import { type RunningGateway, sandboxSettings, startGateway } from '../fixtures/gateway.js';
import { LOGGER, type Logger } from '#libs/observability';
import { fakeOnly } from '../fixtures/fake-timers.js';
import { until } from '../fixtures/until.js';

const call = { method: 'odoo_search', params: { model: 'res.partner', limit: 1 }, id: 'x' };
const FAILURES = 3;

describe('while Odoo is away', () => {
  let sandbox: Sandbox;
  let gateway: RunningGateway;

  beforeEach(async () => {
    fakeOnly('performance');
    sandbox = await startSandbox();
    gateway = await startGateway({
      ...sandboxSettings(sandbox),
      MCP_MODE: 'readwrite',
      ODOO_BREAKER_FAILURES: String(FAILURES),
      ODOO_BREAKER_PAUSE_MS: '60000',
    });
    await gateway.post('/mcp/tools/call', call);
  });

  afterEach(async () => {
    jest.useRealTimers();
    await gateway.close();
    await sandbox.close();
  });

  const ask = () => gateway.post('/mcp/tools/call', call);
  const reach = async () => {
    const { odoo } = (await (await fetch(`${gateway.url}/health`)).json()) as { odoo: Record<string, number> };
    return Object.keys(odoo).filter((name) => odoo[name] === 1);
  };

  async function askWhileAway(times: number): Promise<number[]> {
    const statuses: number[] = [];
    for (let asked = 0; asked < times; asked += 1) statuses.push((await ask()).status);
    return statuses;
  }

  it('logs once that it went away, and once that it is back', async () => {
    const logger = gateway.app.get<Logger>(LOGGER);
    const aboutOdoo = ({ mock }: jest.SpyInstance) =>
      mock.calls.filter(([line]) => Object.hasOwn(line as object, 'odoo'));
    const [warned, informed] = [jest.spyOn(logger, 'warn'), jest.spyOn(logger, 'info')];
    sandbox.faults.set({ answer: 'reset' });
    await askWhileAway(3 * FAILURES);
    const about = { odoo: sandbox.url };
    expect(aboutOdoo(warned)).toEqual([[about, 'Odoo does not answer: calls to it are refused for now']]);
    sandbox.faults.clear();
    jest.advanceTimersByTime(60_001);
    await Promise.all([ask(), ask()]);
    await ask();
    expect(aboutOdoo(informed)).toEqual([[about, 'Odoo answers again']]);
  });

  it('sends it a few calls and refuses the others at once, with the time to wait', async () => {
    sandbox.faults.set({ answer: 'reset' });
    const before = sandbox.calls.counts.total;
    expect(await askWhileAway(20)).toEqual(Array.from({ length: 20 }, () => 503));
    expect(sandbox.calls.counts.total - before).toBeLessThanOrEqual(FAILURES + 1);
    const { headers, body } = await ask();
    expect(headers.get('retry-after')).toBe('60');
    expect(body).toMatchObject({ error: { data: { code: 'odoo_unavailable', retryable: true } } });
    expect(await reach()).toEqual(['unreachable']);
  });

  it('serves again when it is back, after one question', async () => {
    sandbox.faults.set({ answer: 'reset' });
    await askWhileAway(FAILURES);
    sandbox.faults.clear();
    expect((await ask()).status).toBe(503);
    jest.advanceTimersByTime(60_001);
    expect((await ask()).status).toBe(200);
    expect(await reach()).toEqual(['reachable']);
  });

  it('stays away from one that answers with the page of a proxy', async () => {
    sandbox.faults.set({ answer: 'http-502' });
    await askWhileAway(FAILURES);
    const before = sandbox.calls.counts.total;
    expect(await askWhileAway(3)).toEqual([503, 503, 503]);
    expect(sandbox.calls.counts.total).toBe(before);
  });

  it('sends a read again after a reset, so that its caller sees nothing of it', async () => {
    sandbox.faults.set({ answer: 'reset', times: 1 });
    expect((await ask()).status).toBe(200);
  });

  it.each(['reset-after-work', 'truncated-json', 'reset'] as const)(
    'sends a write once, whatever: %s',
    async (answer) => {
      const params = { model: 'res.partner', values: { name: 'Once' } };
      sandbox.faults.set({ answer, match: { method: 'create' } });
      const before = sandbox.calls.count({ method: 'create' });
      const { body } = await gateway.post('/mcp/tools/call', { method: 'odoo_create', params, id: 'x' });
      expect(body).toMatchObject({ error: { data: { code: 'outcome_unknown' } } });
      expect(sandbox.calls.count({ method: 'create' }) - before).toBe(1);
    },
  );

  it('takes a refusal by Odoo for an answer', async () => {
    const unknown = { method: 'odoo_search', params: { model: 'no.such.model', limit: 1 }, id: 'x' };
    for (let asked = 0; asked < 2 * FAILURES; asked += 1) await gateway.post('/mcp/tools/call', unknown);
    expect((await ask()).status).toBe(200);
  });
});

describe('before the first call', () => {
  const PROBED = { ODOO_PROBE_SECONDS: '1' };
  const odooOf = async ({ url }: RunningGateway) =>
    ((await (await fetch(`${url}/health`)).json()) as { odoo: Record<string, number> }).odoo;

  it('health knows whether Odoo is there, and Odoo has seen no login', async () => {
    const sandbox = await startSandbox();
    const gateway = await startGateway({ ...sandboxSettings(sandbox), ...PROBED });
    try {
      await until(async () => (await odooOf(gateway))['reachable'] === 1);
      expect(sandbox.calls.list.every(({ path }) => path.includes('version'))).toBe(true);
    } finally {
      await gateway.close();
      await sandbox.close();
    }
  });

  it('the gateway starts without Odoo, is ready, and says that it is away', async () => {
    const gateway = await startGateway({
      ODOO_URL: 'http://127.0.0.1:1',
      ODOO_DATABASE: 'demo',
      ODOO_USERNAME: 'admin',
      ODOO_PASSWORD: 'admin',
      ...PROBED,
    });
    try {
      await until(async () => (await odooOf(gateway))['unreachable'] === 1);
      expect((await fetch(`${gateway.url}/health/ready`)).status).toBe(200);
    } finally {
      await gateway.close();
    }
  });
});
