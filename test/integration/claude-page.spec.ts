import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type Sandbox, startSandbox } from '../../apps/sandbox/src/sandbox.js';
import { type Environment, type RunningGateway, sandboxSettings, startGateway } from '../fixtures/gateway.js';

const PAGE = 'docs/claude-desktop-setup.md';

/** Each command is a program that starts. */
jest.setTimeout(60_000);

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** What each command of the page has to answer. */
const COMMANDS: ReadonlyArray<readonly [begin: string, isRight: (ended: Ended) => void]> = [
  [
    'make check-setup',
    ({ code, stdout, stderr }) => {
      const bad = stdout.split('\n').filter((line) => !/^✓ |^$/.test(line));
      expect([bad, code, stderr]).toEqual([[], 0, '']);
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
  [
    'make claude-examples',
    ({ code, stdout }) => expect([code, stdout]).toEqual([0, expect.stringContaining('# Several Odoos')]),
  ],
  [
    'echo',
    ({ stdout }) => expect(JSON.parse(stdout)).toMatchObject({ id: 1, result: { supportedVersions: ['2026-07-28'] } }),
  ],
  [
    'curl',
    ({ stdout }) => expect(JSON.parse(stdout)).toMatchObject({ authorization_servers: ['https://login.example.com'] }),
  ],
];

/** Run by tests of their own: in a terminal, and with what they make. */
const ELSEWHERE = ['make claude-config\n', 'npm run bundle:mcpb\n'];

const commands = Array.from(readFileSync(PAGE, 'utf8').matchAll(/```sh\n(?<text>.*?)```/gs), ({ groups }) =>
  String(groups?.['text']),
);

describe(`the commands in ${PAGE}`, () => {
  let sandbox: Sandbox;
  let gateway: RunningGateway;
  let publicGateway: RunningGateway;
  let folder: string;

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
  });

  afterAll(async () => {
    rmSync(folder, { recursive: true });
    await publicGateway.close();
    await gateway.close();
    await sandbox.close();
  });

  /** As make would, what is built being there. */
  async function run(command: string): Promise<Ended> {
    const made = command.replace(
      /make (?<target>[a-z-]+)(?: ARGS="(?<args>[^"]*)")?/,
      'npm run --silent setup $1 -- $2',
    );
    const here = command.startsWith('curl') ? made.replace('https://mcp.example.com', publicGateway.url) : made;
    const env: Environment = {
      PATH: process.env['PATH'] ?? '',
      HOME: folder,
      ...sandboxSettings(sandbox),
      MCP_URL: gateway.url,
    };
    return promisify(execFile)('bash', ['-c', here], { env }).then(
      (ended) => ({ code: 0, ...ended }),
      (error: Ended) => error,
    );
  }

  it('are all run', () => {
    const known = [...COMMANDS.map(([begin]) => begin), ...ELSEWHERE];
    expect(commands.filter((command) => !known.some((begin) => command.startsWith(begin)))).toEqual([]);
    expect(commands).toHaveLength(known.length);
  });

  it.each(COMMANDS)('%s', async (begin, isRight) => {
    isRight(await run(commands.find((command) => command.startsWith(begin)) ?? ''));
    expect.hasAssertions();
  });

  it('are made by the Makefile as they are here', () => {
    const makefile = readFileSync('Makefile', 'utf8');
    const targets = commands.flatMap((command) => /make (?<target>[a-z-]+)/.exec(command)?.groups?.['target'] ?? []);
    const missing = targets.filter(
      (target) => !new RegExp(`^${target}: build ##.*\n\t@npm run --silent setup ${target}`, 'm').test(makefile),
    );
    expect(missing).toEqual([]);
  });
});
