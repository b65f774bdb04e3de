import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Sandbox, startSandbox } from '../../apps/sandbox/src/sandbox.js';
import { type RunningGateway, sandboxSettings, startGateway } from '../fixtures/gateway.js';

const call = { method: 'odoo_search', params: { model: 'res.partner', limit: 1 }, id: 'x' };

describe('when Odoo misbehaves', () => {
  let sandbox: Sandbox;
  let gateway: RunningGateway;

  beforeEach(async () => {
    sandbox = await startSandbox();
    gateway = await startGateway({ ...sandboxSettings(sandbox), ODOO_TIMEOUT_MS: '300', ODOO_REPEATS_PERCENT: '0' });
  });

  afterEach(async () => {
    await gateway.close();
    await sandbox.close();
  });

  it.each([
    ['html', 503, 'odoo_unavailable'],
    ['invalid-json', 503, 'odoo_unavailable'],
    ['truncated-json', 503, 'odoo_unavailable'],
    ['http-502', 503, 'odoo_unavailable'],
    ['reset', 503, 'odoo_unavailable'],
    ['black-hole', 504, 'odoo_timeout'],
  ] as const)('answers %s with a typed error, and serves again afterwards', async (answer, status, code) => {
    expect((await gateway.post('/mcp/tools/call', call)).status).toBe(200);
    sandbox.faults.set({ answer, times: 1 });
    const failed = await gateway.post('/mcp/tools/call', call);
    expect(failed).toMatchObject({
      status,
      body: { error: { data: { code, layer: 'odoo', retryable: true } }, id: 'x' },
    });
    expect((await gateway.post('/mcp/tools/call', call)).status).toBe(200);
  });

  it('says that Odoo cannot be reached while it is stopped', async () => {
    await sandbox.close();
    const { status, body } = await gateway.post('/mcp/tools/call', call);
    expect(status).toBe(503);
    expect(body).toMatchObject({
      error: {
        data: {
          code: 'odoo_unavailable',
          message: 'Odoo cannot be reached.',
          hint: expect.stringContaining('ODOO_URL') as string,
        },
      },
    });
  });

  it('logs in again when the session has expired, and the caller sees nothing of it', async () => {
    await gateway.post('/mcp/tools/call', call);
    sandbox.faults.set({ expireSessions: 1 });
    expect((await gateway.post('/mcp/tools/call', call)).status).toBe(200);
  });
});

describe('an address where no Odoo is', () => {
  it('is told from an Odoo that is down', async () => {
    const stranger = createServer((_request, response) => response.end('<html>Welcome</html>'));
    await new Promise<void>((resolve) => {
      stranger.listen(0, '127.0.0.1', resolve);
    });
    const { port } = stranger.address() as AddressInfo;
    const gateway = await startGateway({
      ODOO_URL: `http://127.0.0.1:${port}`,
      ODOO_DATABASE: 'demo',
      ODOO_USERNAME: 'admin',
      ODOO_PASSWORD: 'admin',
    });
    try {
      const { status, body } = await gateway.post('/mcp/tools/call', call);
      expect(status).toBe(503);
      expect(body).toMatchObject({
        error: { data: { code: 'odoo_unavailable', hint: expect.stringContaining('ODOO_URL') as string } },
      });
    } finally {
      await gateway.close();
      stranger.close();
    }
  });
});
