import { join } from 'node:path';
import { Client, StreamableHTTPClientTransport, type Transport } from '@modelcontextprotocol/client';
import { Client as ClientV1 } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport as StdioV1 } from '@modelcontextprotocol/sdk/client/stdio.js';
import { StreamableHTTPClientTransport as HttpV1 } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import type { OdooRecord } from '#libs/contracts';
import { type GatewayProcess, startGatewayProcess } from '../fixtures/gateway-process.js';
import { realOdoo, realOdooSettings } from '../fixtures/real-odoo.js';
import { SocketClient } from '../fixtures/socket-client.js';
import { SocketTransport } from '../fixtures/socket.transport.js';

const KEY = 'a-key-of-the-clients-test';
const headers = { authorization: `Bearer ${KEY}` };
const info = { name: 'clients-test', version: '1.0.0' };

/** What every client has in common, whatever its generation. */
interface McpClient {
  tools(): Promise<string[]>;
  call(name: string, args: Record<string, unknown>): Promise<{ text: string; isError: boolean }>;
  close(): Promise<void>;
}

interface RawResult {
  readonly [member: string]: unknown;
  readonly content?: unknown;
  readonly isError?: unknown;
}

function read(result: RawResult): { text: string; isError: boolean } {
  const [first] = result.content as [{ text: string }];
  return { text: first.text, isError: result.isError === true };
}

async function clientV2(transport: Transport, mode: 'auto' | 'legacy', era: string): Promise<McpClient> {
  const client = new Client(info, { versionNegotiation: { mode } });
  await client.connect(transport);
  expect(client.getProtocolEra()).toBe(era);
  return {
    tools: async () => (await client.listTools()).tools.map(({ name }) => name),
    call: async (name, args) => read(await client.callTool({ name, arguments: args })),
    close: () => client.close(),
  };
}

async function clientV1(transport: HttpV1 | StdioV1): Promise<McpClient> {
  const client = new ClientV1(info);
  await client.connect(transport);
  return {
    tools: async () => (await client.listTools()).tools.map(({ name }) => name),
    call: async (name, args) => read(await client.callTool({ name, arguments: args })),
    close: () => client.close(),
  };
}

const httpV2 = (url: URL): Transport => new StreamableHTTPClientTransport(url, { requestInit: { headers } });

const socketV2 = async ({ origin }: URL): Promise<Transport> =>
  new SocketTransport((await SocketClient.connect(origin, { headers })).socket);

/** What Claude Desktop's configuration starts, as the README writes it. */
function mcpRemote(url: URL): StdioV1 {
  const program = join(process.cwd(), 'node_modules/mcp-remote/dist/proxy.js');
  const args = [program, url.href, '--header', 'Authorization:${AUTH_HEADER}', '--protocol', 'auto'];
  return new StdioV1({ command: process.execPath, args, env: { AUTH_HEADER: `Bearer ${KEY}` }, stderr: 'ignore' });
}

const CLIENTS: ReadonlyArray<readonly [string, (url: URL) => Promise<McpClient>]> = [
  ['SDK v2, modern era', (url) => clientV2(httpV2(url), 'auto', 'modern')],
  ['SDK v2, legacy era', (url) => clientV2(httpV2(url), 'legacy', 'legacy')],
  ['SDK v2, modern era, over a WebSocket', async (url) => clientV2(await socketV2(url), 'auto', 'modern')],
  ['SDK v2, legacy era, over a WebSocket', async (url) => clientV2(await socketV2(url), 'legacy', 'legacy')],
  ['SDK v1', (url) => clientV1(new HttpV1(url, { requestInit: { headers } }))],
  ['mcp-remote over stdio', (url) => clientV1(mcpRemote(url))],
];

describe('MCP clients on real Odoo 19', () => {
  const odoo = realOdoo(19);
  let gateway: GatewayProcess;
  let expected: OdooRecord[];

  beforeAll(async () => {
    gateway = await startGatewayProcess({ ...realOdooSettings(odoo), API_KEY: KEY });
    expected = await askOdooDirectly();
  });

  afterAll(async () => {
    await gateway.stop();
  });

  /** The same question over JSON-2, past everything that this project has written. */
  async function askOdooDirectly(): Promise<OdooRecord[]> {
    const answer = await fetch(`${odoo.url}/json/2/res.partner/search_read`, {
      method: 'POST',
      headers: {
        authorization: `bearer ${odoo.apiKeys.admin}`,
        'x-odoo-database': odoo.database,
        'content-type': 'application/json',
      },
      body: JSON.stringify({ domain: [['is_company', '=', true]], fields: ['id', 'name'], limit: 10, order: 'id' }),
    });
    return (await answer.json()) as OdooRecord[];
  }

  describe.each(CLIENTS)('%s', (_name, connect) => {
    let client: McpClient;

    beforeAll(async () => {
      client = await connect(new URL('/mcp', gateway.url));
    });

    afterAll(async () => {
      await client.close();
    });

    it('lists the tools', async () => {
      expect(await client.tools()).toEqual(expect.arrayContaining(['odoo_search', 'odoo_fields_get']));
    });

    it('searches ten companies, the same that Odoo itself names', async () => {
      const { text, isError } = await client.call('odoo_search', {
        model: 'res.partner',
        domain: [['is_company', '=', true]],
        fields: ['id', 'name'],
        limit: 10,
        order: 'id',
      });
      expect(isError).toBe(false);
      const [heading, columns, ...rows] = text.split('\n');
      expect(heading).toMatch(/^res\.partner: 10 rows, more follow/);
      expect(JSON.parse(String(columns))).toEqual(['id', 'name']);
      expect(rows.map((row) => JSON.parse(row) as unknown)).toEqual(expected.map(({ id, name }) => [id, name]));
    });

    it('is told what is wrong with a call', async () => {
      const { text, isError } = await client.call('odoo_search', {
        model: 'res.partner',
        domain: [['nmae', '=', 'x']],
      });
      expect(isError).toBe(true);
      expect(JSON.parse(text)).toMatchObject({ error: { code: 'invalid_arguments', layer: 'arguments' } });
    });
  });
});
