import { Client, type Progress, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { type Sandbox, startSandbox } from '../../apps/sandbox/src/sandbox.js';
import { type RunningGateway, sandboxSettings, startGateway, TEST_KEY } from '../fixtures/gateway.js';

describe.each(['auto', 'legacy'] as const)('progress, %s', (mode) => {
  let sandbox: Sandbox;
  let gateway: RunningGateway;
  let client: Client;

  beforeAll(async () => {
    sandbox = await startSandbox({ partners: 500 });
    gateway = await startGateway({ ...sandboxSettings(sandbox), MCP_MODE: 'readwrite' });
    client = new Client({ name: 'patient', version: '1' }, { versionNegotiation: { mode } });
    const requestInit = { headers: { authorization: `Bearer ${TEST_KEY}` } };
    await client.connect(new StreamableHTTPClientTransport(new URL('/mcp', gateway.url), { requestInit }));
  });

  afterAll(async () => {
    await client.close();
    await gateway.close();
    await sandbox.close();
  });

  async function stepsOf(name: string, args: Record<string, unknown>): Promise<Progress[]> {
    const steps: Progress[] = [];
    const result = await client.callTool(
      { name, arguments: args },
      { onprogress: (step) => steps.push(step), resetTimeoutOnProgress: true },
    );
    expect(result.isError).toBeFalsy();
    return steps;
  }

  it('of a search over several pages is its rows', async () => {
    const args = { model: 'res.partner', fields: ['id'], limit: 450 };
    expect(await stepsOf('odoo_search', args)).toEqual([
      { progress: 200, total: 450, message: 'rows read' },
      { progress: 400, total: 450, message: 'rows read' },
    ]);
  });

  it('of a write is its steps', async () => {
    const args = { model: 'res.partner', values: [{ name: 'One' }, { name: 'Two' }] };
    expect(await stepsOf('odoo_create', args)).toMatchObject([
      { progress: 1, total: 3 },
      { progress: 2, total: 3 },
    ]);
  });

  it("moves the call's deadline on, for a client that waits anew at each step", async () => {
    sandbox.faults.set({ latencyMs: 700 });
    try {
      const call = {
        name: 'odoo_search',
        arguments: { model: 'res.partner', fields: ['id', 'name'], limit: 450 },
        _meta: { 'io.odoo-mcp/timeout-ms': 2000 },
      };
      const silent = await client.callTool(call);
      expect(JSON.stringify(silent)).toContain('odoo_timeout');
      const told = await client.callTool(call, { onprogress: () => undefined, resetTimeoutOnProgress: true });
      expect(told.isError).toBeFalsy();
    } finally {
      sandbox.faults.clear();
    }
  });

  it('is not sent for a page, which is one step', async () => {
    expect(await stepsOf('odoo_search', { model: 'res.partner', limit: 50 })).toEqual([]);
  });
});
