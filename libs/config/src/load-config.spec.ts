import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadConfig } from './load-config.js';
import { ConfigurationError } from './read-environment.js';

const minimal = {
  ODOO_URL: 'http://odoo:8069',
  ODOO_DATABASE: 'production',
  ODOO_USERNAME: 'gateway',
  ODOO_PASSWORD: 'canary-9f2c',
};

const load = (environment?: Record<string, string>) => loadConfig({ packageVersion: '1.2.3', environment });

describe('loadConfig', () => {
  const { env } = process;
  const folder = process.cwd();
  const elsewhere = mkdtempSync(join(tmpdir(), 'load-config-'));

  beforeEach(() => {
    process.chdir(elsewhere);
    process.env = { ...env };
  });

  afterEach(() => {
    process.chdir(folder);
    process.env = env;
  });

  afterAll(() => rmSync(elsewhere, { recursive: true }));

  it('takes what it is given in place of the environment', async () => {
    process.env['SERVER_PORT'] = 'not a port';
    process.env['MCP_MODE'] = 'readwrite';
    const { server, mcp } = await load(minimal);
    expect(server.port).toBe(8000);
    expect(mcp).toMatchObject({ mode: 'readonly', serverVersion: '1.2.3' });
  });

  it('reads .env, and the environment wins over it', async () => {
    const lines = Object.entries({ ...minimal, SERVER_PORT: '8001', MCP_SERVER_NAME: 'from-file' });
    writeFileSync('.env', lines.map(([name, value]) => `${name}=${value}`).join('\n'));
    process.env['SERVER_PORT'] = '8002';
    const { server, mcp, odoo } = await load();
    expect(server.port).toBe(8002);
    expect(mcp.serverName).toBe('from-file');
    expect(odoo?.password).toBe('canary-9f2c');
  });

  it('leaves the environment of the process as it is, so that no secret is handed on to a child', async () => {
    const names = Object.keys(process.env);
    await load(minimal);
    expect(Object.keys(process.env)).toEqual(names);
  });

  it('refuses with all problems at once', async () => {
    const refused: unknown = await load({ SERVER_PORT: 'x' }).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(ConfigurationError);
    expect((refused as ConfigurationError).problems.length).toBe(5);
  });
});
