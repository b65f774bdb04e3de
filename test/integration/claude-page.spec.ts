import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Sandbox, startSandbox } from '../../apps/sandbox/src/sandbox.js';
import { type RunningGateway, sandboxSettings, startGateway } from '../fixtures/gateway.js';
import type { PageCommand } from '../fixtures/page-commands.js';
import { commandsFor } from '../fixtures/page-runners.js';
import { inTerminal } from '../fixtures/pseudo-terminal.js';
import { type Ended, READERS_PATH, ReaderShell } from '../fixtures/reader-shell.js';

const PAGE = 'docs/claude-desktop-setup.md';

/** Each command is a program that starts. */
jest.setTimeout(60_000);

/** What each command of the page has to answer, by how it begins. */
const ANSWERS: ReadonlyArray<readonly [begin: string, isRight: (ended: Ended) => void]> = [
  [
    'make check-setup',
    ({ stdout, stderr }) => {
      const bad = stdout.split('\n').filter((line) => !/^✓ |^$/.test(line));
      expect([bad, stderr]).toEqual([[], '']);
      expect(stdout).toMatch(
        /✓ Odoo default: version 19\.0[\s\S]*✓ login to Odoo default: works; on res\.partner the user may read/,
      );
    },
  ],
  [
    'MCP_URL=https://mcp.example.com/mcp API_KEY=YOUR_KEY make claude-config',
    ({ stdout }) => {
      const { mcpServers } = JSON.parse(stdout) as { mcpServers: { odoo: { args: string[]; env: unknown } } };
      expect(mcpServers.odoo.args).toContain('X-Odoo-Connection:staging');
      expect(mcpServers.odoo.env).toEqual({ AUTH_HEADER: 'Bearer YOUR_KEY' });
    },
  ],
  ['make claude-examples', ({ stdout }) => expect(stdout).toContain('# Several Odoos')],
  [
    'echo',
    ({ stdout }) => expect(JSON.parse(stdout)).toMatchObject({ id: 1, result: { supportedVersions: ['2026-07-28'] } }),
  ],
  [
    'curl',
    ({ stdout }) => expect(JSON.parse(stdout)).toMatchObject({ authorization_servers: ['https://login.example.com'] }),
  ],
];

describe(`the commands in ${PAGE}`, () => {
  let sandbox: Sandbox;
  let gateway: RunningGateway;
  let publicGateway: RunningGateway;
  let folder: string;
  let env: Record<string, string>;

  beforeAll(async () => {
    sandbox = await startSandbox({ partners: 20 });
    // As somebody begins: no key yet.
    gateway = await startGateway({ ...sandboxSettings(sandbox), API_KEY: '' });
    publicGateway = await startGateway({
      ...sandboxSettings(sandbox),
      OAUTH_ISSUER: 'https://login.example.com',
      PUBLIC_URL: 'https://mcp.example.com',
    });
    folder = mkdtempSync(join(tmpdir(), 'claude-page-'));
    env = { HOME: folder, ...sandboxSettings(sandbox), MCP_URL: gateway.url };
  });

  afterAll(async () => {
    rmSync(folder, { recursive: true });
    await publicGateway.close();
    await gateway.close();
    await sandbox.close();
  });

  async function setUp({ text }: PageCommand): Promise<void> {
    const path = join(folder, 'claude_desktop_config.json');
    const typed = ['Address of the gateway', 'Key [none]', 'Odoo connection', 'Name of the entry', 'Add "odoo" to it?'];
    const surroundings = { ...env, PATH: READERS_PATH, CLAUDE_CONFIG: path };
    const { code } = await inTerminal(
      text,
      surroundings,
      typed.map((question) => [question, ''] as const),
    );
    expect(code).toBe(0);
    expect(readFileSync(path, 'utf8')).toContain(`${gateway.url}/mcp`);
  }

  it.each(commandsFor('test/integration/claude-page.spec.ts', PAGE))('$title', async (command) => {
    if (command.text === 'make claude-config') return setUp(command);
    const instead: Record<string, string> = command.text.startsWith('curl')
      ? { 'https://mcp.example.com': publicGateway.url }
      : {};
    const ended = await new ReaderShell({ env, instead }).run(command);
    expect(ended.code).toBe(0);
    const [, isRight] = ANSWERS.find(([begin]) => command.text.startsWith(begin)) ?? [];
    if (!isRight) throw new Error('Nobody knows what this has to answer.');
    return isRight(ended);
  });
});
