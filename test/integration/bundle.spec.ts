import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { unzipSync } from 'fflate';
import { type Sandbox, startSandbox } from '../../apps/sandbox/src/sandbox.js';
import { commandsFor } from '../fixtures/page-runners.js';
import { ReaderShell } from '../fixtures/reader-shell.js';

const BUNDLE = 'dist/odoo-mcp-server.mcpb';
const MCPB = 'test/peers/node_modules/@anthropic-ai/mcpb/dist/cli/cli.js';

/** Thousands of files are packed, and unpacked. */
jest.setTimeout(120_000);

interface Manifest {
  readonly version: string;
  readonly server: {
    readonly entry_point: string;
    readonly mcp_config: { readonly command: string; readonly args: string[]; readonly env: Record<string, string> };
  };
  readonly user_config: Record<string, { readonly default?: string; readonly sensitive?: boolean }>;
}

/** Packs anew. @returns what it told. */
function pack(env: Record<string, string> = {}): string {
  return execFileSync(process.execPath, ['apps/bundle/bundle.mjs'], {
    env: { PATH: process.env['PATH'], ...env },
    encoding: 'utf8',
  });
}

describe('the bundle for Claude Desktop', () => {
  let told: string;
  let folder: string;
  let names: string[];
  let manifest: Manifest;

  beforeAll(() => {
    told = pack({ RELEASE_URL: 'https://example.com/releases/v0.1.0/' });
    folder = mkdtempSync(join(tmpdir(), 'bundle-'));
    const files = unzipSync(readFileSync(BUNDLE));
    names = Object.keys(files);
    for (const [name, bytes] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), bytes);
    }
    manifest = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')) as Manifest;
  });

  afterAll(() => rmSync(folder, { recursive: true }));

  it('has a manifest that the official program takes, in the version of the package', () => {
    const output = execFileSync(process.execPath, [MCPB, 'validate', join(folder, 'manifest.json')], {
      encoding: 'utf8',
    });
    expect(output).toContain('Manifest schema validation passes!');
    expect(manifest.version).toBe((JSON.parse(readFileSync('package.json', 'utf8')) as Manifest).version);
  });

  it('asks for the password as a secret, and for nothing else that is one', () => {
    const secrets = Object.entries(manifest.user_config).filter(([, { sensitive }]) => sensitive);
    expect(secrets.map(([name]) => name)).toEqual(['odoo_password']);
    const passed = Object.values(manifest.server.mcp_config.env).map(
      (value) => /^\$\{user_config\.(\w+)\}$/.exec(value)?.[1],
    );
    expect(passed).toEqual(Object.keys(manifest.user_config));
  });

  it('has what is run, and nothing of how it is made and tested', () => {
    expect(names).toContain(manifest.server.entry_point);
    expect(names).toContain('server/node_modules/@nestjs/core/package.json');
    const unwanted =
      /(?:^|\/)\.env|\/dist\/apps\/.*\.spec\.|node_modules\/(?:jest|typescript|mcp-remote|@swc|node-linux)|dist\/apps\/(?!gateway\/)|\.map$|\.d\.[cm]?ts$/;
    expect(names.filter((name) => unwanted.test(name))).toEqual([]);
    expect(names.filter((name) => name.startsWith('/') || name.split('/').includes('..'))).toEqual([]);
  });

  // It is the same, byte by byte, whenever and wherever it is packed.
  it.each(commandsFor('test/integration/bundle.spec.ts', 'docs/claude-desktop-setup.md'))('$title', async (command) => {
    const { code, stdout } = await new ReaderShell({ env: { TZ: 'Asia/Tokyo' } }).run(command);
    expect([code, stdout.trim().split('\n').at(-1)]).toEqual([0, told.trim()]);
  });

  it('is named to the registry by what it is', () => {
    const sha256 = /sha256 (?<digest>[0-9a-f]{64})\n/.exec(told)?.groups?.['digest'];
    const { packages } = JSON.parse(readFileSync('dist/server.json', 'utf8')) as { packages: unknown[] };
    expect(packages).toEqual([
      {
        registryType: 'mcpb',
        identifier: 'https://example.com/releases/v0.1.0/odoo-mcp-server.mcpb',
        version: manifest.version,
        fileSha256: sha256,
        transport: { type: 'stdio' },
      },
    ]);
  });

  describe('installed', () => {
    let sandbox: Sandbox;

    beforeAll(async () => {
      sandbox = await startSandbox({ partners: 20 });
    });

    afterAll(() => sandbox.close());

    it('is started as Claude does, and lists the tools of the mode', async () => {
      const { url, database, users } = sandbox;
      const typed: Record<string, string> = {
        odoo_url: url,
        odoo_database: database,
        odoo_username: users.admin.login,
        odoo_password: users.admin.password,
      };
      const filled = (text: string): string =>
        text
          .replaceAll('${__dirname}', folder)
          .replaceAll(
            /\$\{user_config\.(\w+)\}/g,
            (_all, name: string) => typed[name] ?? manifest.user_config[name]?.default ?? '',
          );
      const { args, env } = manifest.server.mcp_config;
      const transport = new StdioClientTransport({
        command: process.execPath,
        args: args.map(filled),
        env: Object.fromEntries(Object.entries(env).map(([name, value]) => [name, filled(value)])),
        cwd: tmpdir(),
        stderr: 'ignore',
      });
      const client = new Client({ name: 'claude', version: '1' });
      await client.connect(transport, { timeout: 60_000 });
      const tools = (await client.listTools()).tools.map(({ name }) => name);
      expect(tools).toContain('odoo_search');
      expect(tools).not.toContain('odoo_create');
      expect(client.getServerVersion()).toMatchObject({ version: manifest.version });
      const { structuredContent } = await client.callTool({ name: 'odoo_count', arguments: { model: 'res.partner' } });
      expect(structuredContent).toMatchObject({ model: 'res.partner' });
      await client.close();
    });
  });
});
