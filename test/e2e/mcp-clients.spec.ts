import { readFileSync } from 'node:fs';
import type { Environment } from '../fixtures/gateway.js';
import { type GatewayProcess, startGatewayProcess } from '../fixtures/gateway-process.js';
import { type HoldingProxy, startHoldingProxy } from '../fixtures/holding-proxy.js';
import { realOdoo, realOdooSettings } from '../fixtures/real-odoo.js';
import { CLIENTS, expectedCell, matrixTable } from './clients/matrix.js';
import type { McpClient } from './clients/mcp-client.js';
import { OPERATIONS } from './clients/operations.js';
import { DirectOdoo } from './direct-odoo.js';

const KEY = 'a-key-of-the-clients-test';

/** Of some clients each request is a program that starts. */
const SLOWEST_MS = 30_000;

describe('MCP clients on real Odoo 19', () => {
  const odoo = realOdoo(19);
  const direct = new DirectOdoo(odoo, 'admin');
  let proxy: HoldingProxy;
  let gateway: GatewayProcess;
  let settings: Environment;

  beforeAll(async () => {
    proxy = await startHoldingProxy(odoo.url);
    settings = {
      ...realOdooSettings(odoo),
      ODOO_URL: proxy.url,
      MCP_MODE: 'readwrite',
      API_KEY: KEY,
      RATE_LIMIT_REQUESTS: '100000',
      CHANGES_POLL_SECONDS: '1',
    };
    gateway = await startGatewayProcess(settings);
  });

  afterAll(async () => {
    await gateway.stop();
    await proxy.close();
  });

  describe.each(CLIENTS)('$name', (under) => {
    let client: McpClient;

    beforeAll(async () => {
      client = await under.connect({ url: new URL('/mcp', gateway.url), key: KEY, settings });
    }, SLOWEST_MS);

    afterAll(async () => {
      await client.close();
    });

    it.each(OPERATIONS)(
      '$title',
      async (operation) => {
        const can = operation.needs === undefined || client[operation.needs] !== undefined;
        if (can) await operation.run(client, { direct, proxy });
        expect(can ? 'pass' : 'not in that client').toBe(expectedCell(under, operation));
      },
      SLOWEST_MS,
    );
  });

  it('are in the documents as they are here', () => {
    expect(readFileSync('docs/mcp.md', 'utf8')).toContain(matrixTable());
  });
});
