import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { type GatewayProcess, startGatewayProcess } from '../fixtures/gateway-process.js';
import { realOdoo, realOdooSettings } from '../fixtures/real-odoo.js';
import type { McpClient } from './clients/mcp-client.js';
import { sdkV1 } from './clients/sdk-v1.js';
import { DirectOdoo } from './direct-odoo.js';

/** With characters that shells, JSON and mcp-remote could take for their own. */
const KEY = 'a-key-"of"-$HOME-${AUTH_HEADER}-\\n';

jest.setTimeout(120_000);

interface Config {
  readonly theme: string;
  readonly mcpServers: Record<
    string,
    { readonly command: string; readonly args: string[]; readonly env: Record<string, string> }
  >;
}

describe('what make claude-config writes, started as Claude Desktop does, on real Odoo 19', () => {
  const odoo = realOdoo(19);
  const direct = new DirectOdoo(odoo, 'admin');
  let gateway: GatewayProcess;
  let folder: string;
  let config: Config;
  let client: McpClient;

  beforeAll(async () => {
    gateway = await startGatewayProcess({ ...realOdooSettings(odoo), API_KEY: KEY, MCP_MODE: 'readwrite' });
    folder = mkdtempSync(join(tmpdir(), 'claude-'));
    const path = join(folder, 'claude_desktop_config.json');
    writeFileSync(
      path,
      '{\n  "theme": "dark",\n  "mcpServers": {\n    "other": { "command": "x", "args": [] }\n  }\n}\n',
    );
    const program = join(process.cwd(), 'dist/apps/setup/src/main.js');
    await promisify(execFile)(process.execPath, [program, 'claude-config', '--yes', '--url', gateway.url], {
      env: { PATH: process.env['PATH'], HOME: folder, CLAUDE_CONFIG: path, API_KEY: KEY },
      cwd: folder,
    });
    config = JSON.parse(readFileSync(path, 'utf8')) as Config;
    const { command = '', args, env } = config.mcpServers['odoo'] ?? {};
    // From this folder, so that npx finds the mcp-remote that is installed here.
    client = await sdkV1(new StdioClientTransport({ command, args: args ?? [], env: env ?? {}, stderr: 'ignore' }));
  });

  afterAll(async () => {
    await client.close();
    await gateway.stop();
    rmSync(folder, { recursive: true });
  });

  it('stands beside what was there', () => {
    expect([config.theme, Object.keys(config.mcpServers)]).toEqual(['dark', ['other', 'odoo']]);
  });

  it('lists the tools', async () => {
    expect(await client.list()).toEqual(expect.arrayContaining(['odoo_search', 'odoo_create']));
  });

  it('reads what Odoo has', async () => {
    const search = {
      model: 'res.partner',
      domain: [['is_company', '=', true]],
      fields: ['name'],
      limit: 1,
      order: 'id',
    };
    const { text, isError } = await client.call({ name: 'odoo_search', arguments: search });
    const [first] = await direct.searchRead('res.partner', [['is_company', '=', true]], ['name'], 1);
    expect(isError).toBe(false);
    expect(text).toContain(JSON.stringify(first?.['name']));
  });

  it('writes what it may', async () => {
    const name = 'Written by the configuration test';
    const { text } = await client.call({ name: 'odoo_create', arguments: { model: 'res.partner', values: { name } } });
    const { created_id: id } = JSON.parse(text) as { created_id: number };
    try {
      expect(await direct.search('res.partner', [['name', '=', name]])).toEqual([id]);
    } finally {
      await direct.remove('res.partner', [['id', '=', id]]);
    }
  });
});
