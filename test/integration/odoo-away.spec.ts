import { type Sandbox, startSandbox } from '../../apps/sandbox/src/sandbox.js';
import { type RunningGateway, sandboxSettings, startGateway } from '../fixtures/gateway.js';
import { fakeOnly } from '../fixtures/fake-timers.js';

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
