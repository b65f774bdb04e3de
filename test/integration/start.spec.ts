import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { type Sandbox, startSandbox } from '../../apps/sandbox/src/sandbox.js';
import { sandboxSettings, TEST_KEY } from '../fixtures/gateway.js';
import { runGateway, startGatewayProcess } from '../fixtures/gateway-process.js';
import { until } from '../fixtures/until.js';

describe('the service as a process', () => {
  let sandbox: Sandbox;

  beforeAll(async () => {
    sandbox = await startSandbox();
  });

  afterAll(() => sandbox.close());

  it('names every wrong setting at once, prints no value, and ends with 1', async () => {
    const { code, output } = await runGateway({
      ODOO_URL: 'ftp://canary.example',
      SERVER_PORT: 'canary',
      MCP_MODE: 'canary',
      API_KEY: 'canary',
    });
    expect(code).toBe(1);
    expect(output).toMatchSnapshot();
    expect(output).not.toContain('canary');
  });

  it('says that its port is taken, and ends with 1', async () => {
    const holder = createServer();
    await new Promise<void>((resolve) => {
      holder.listen(0, '127.0.0.1', resolve);
    });
    const { port } = holder.address() as AddressInfo;
    const settings = { ...sandboxSettings(sandbox), SERVER_HOST: '127.0.0.1', SERVER_PORT: String(port) };
    const { code, output } = await runGateway(settings);
    holder.close();
    expect(code).toBe(1);
    expect(output).toContain('EADDRINUSE');
  });

  it('prints one line when it is ready, serves, and ends with 0 when it is asked to', async () => {
    const gateway = await startGatewayProcess({ ...sandboxSettings(sandbox), API_KEY: TEST_KEY });
    expect(gateway.output().trim().split('\n')).toHaveLength(1);
    expect((await fetch(`${gateway.url}/health`)).status).toBe(200);
    expect((await gateway.stop()).code).toBe(0);
  });

  it('starts while Odoo is away', async () => {
    const gateway = await startGatewayProcess({ ...sandboxSettings(sandbox), ODOO_URL: 'http://127.0.0.1:9' });
    expect((await fetch(`${gateway.url}/health`)).status).toBe(200);
    await gateway.stop();
  });

  it('does not wait for clients that only listen', async () => {
    const gateway = await startGatewayProcess({
      ...sandboxSettings(sandbox),
      API_KEY: TEST_KEY,
      SHUTDOWN_GRACE_MS: '300000',
    });
    const headers = {
      'x-api-key': TEST_KEY,
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
    };
    const params = { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'listener', version: '1' } };
    const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'initialize', params });
    const opened = await fetch(`${gateway.url}/mcp`, { method: 'POST', headers, body });
    const session = opened.headers.get('mcp-session-id') ?? '';
    const stream = await fetch(`${gateway.url}/mcp`, { headers: { ...headers, 'mcp-session-id': session } });
    expect(stream.status).toBe(200);
    expect((await gateway.stop()).code).toBe(0);
  });

  it('finishes what it is doing before it ends', async () => {
    const gateway = await startGatewayProcess({ ...sandboxSettings(sandbox), API_KEY: TEST_KEY });
    const call = () =>
      fetch(`${gateway.url}/mcp/tools/call`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-api-key': TEST_KEY },
        body: JSON.stringify({ method: 'odoo_search', params: { model: 'res.country', limit: 1 } }),
      });
    await call();
    sandbox.faults.set({ latencyMs: 400, times: 1 });
    const arrived = sandbox.calls.counts.total;
    const slow = call();
    await until(() => sandbox.calls.counts.total > arrived);
    const ended = gateway.stop();
    expect((await slow).status).toBe(200);
    expect((await ended).code).toBe(0);
  });
});
