import { type Sandbox, startSandbox } from '../../apps/sandbox/src/sandbox.js';
import { sandboxSettings, TEST_KEY } from '../fixtures/gateway.js';
import { startGatewayProcess } from '../fixtures/gateway-process.js';
import { SocketClient } from '../fixtures/socket-client.js';
import { until } from '../fixtures/until.js';

/** Loaded into the service before it starts: SIGUSR2 keeps its only thread busy most of the time, SIGHUP no longer. */
const BUSY_BY_SIGNAL = `data:text/javascript,${encodeURIComponent(`
  let busy;
  process.on('SIGUSR2', () => {
    busy = setInterval(() => {
      const end = performance.now() + 150;
      while (performance.now() < end);
    }, 5);
  });
  process.on('SIGHUP', () => clearInterval(busy));
`)}`;

jest.setTimeout(60_000);

describe('a gateway with more to do than it can', () => {
  let sandbox: Sandbox;

  beforeAll(async () => {
    sandbox = await startSandbox();
  });

  afterAll(() => sandbox.close());

  it('refuses new calls with a time to come back, answers probes, and serves again', async () => {
    const settings = { ...sandboxSettings(sandbox), API_KEY: TEST_KEY, LOAD_MAX_LAG_MS: '50' };
    const gateway = await startGatewayProcess(settings, ['--import', BUSY_BY_SIGNAL]);
    const headers = { 'x-api-key': TEST_KEY };
    const get = (path: string) => fetch(gateway.url + path, { headers });
    const client = await SocketClient.connect(gateway.url, { headers });
    const call = { method: 'odoo_count', params: { model: 'res.country' }, id: '1' };
    try {
      gateway.signal('SIGUSR2');
      await until(() => gateway.output().includes('overloaded: new calls are refused'));
      const refused = await get('/odoo/models');
      expect(refused.status).toBe(503);
      expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
      expect(await refused.json()).toMatchObject({ error: { code: 'gateway_unavailable', retryable: true } });
      expect(await client.ask(call)).toMatchObject({ error: { code: 503 } });
      const ready = await get('/health/ready');
      expect([ready.status, await ready.json()]).toMatchObject([503, { state: 'overloaded' }]);
      expect((await get('/health/live')).status).toBe(200);
      gateway.signal('SIGHUP');
      await until(() => gateway.output().includes('no longer overloaded'));
      expect((await get('/odoo/models')).status).toBe(200);
      expect(await client.ask(call)).toHaveProperty('result');
      expect(gateway.output().match(/overloaded: new calls|no longer overloaded/g)).toHaveLength(2);
    } finally {
      await gateway.stop();
    }
  });
});
