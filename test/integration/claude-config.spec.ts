import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type Sandbox, startSandbox } from '../../apps/sandbox/src/sandbox.js';
import { type RunningGateway, sandboxSettings, startGateway, TEST_KEY } from '../fixtures/gateway.js';
import { inTerminal } from '../fixtures/pseudo-terminal.js';

const PAGE = 'docs/claude-desktop-setup.md';
const PROGRAM = join(process.cwd(), 'dist/apps/setup/src/main.js');

/** Of tests that start programs on a machine that others keep busy. */
jest.setTimeout(120_000);

/** What a person has in it who uses other servers too. */
const OTHERS = `{
    "globalShortcut": "Alt+Space",
    "mcpServers": {
        "files": { "command": "npx", "args": ["-y", "@modelcontextprotocol/server-filesystem", "/home/ann"] }
    }
}
`;

/** The screens of the page, each below its title. */
function screensOf(page: string): Map<string, string> {
  const found = page.matchAll(/#### (?<title>[^\n]+)\n[^#]*?```text\n(?<screen>.*?)\n```/gs);
  return new Map(Array.from(found, ({ groups }) => [groups?.['title'] ?? '', groups?.['screen'] ?? '']));
}

describe('claude-config', () => {
  const screens = screensOf(readFileSync(PAGE, 'utf8'));
  let sandbox: Sandbox;
  let gateway: RunningGateway;
  let folder: string;
  let path: string;

  beforeAll(async () => {
    sandbox = await startSandbox();
    gateway = await startGateway({ ...sandboxSettings(sandbox), MCP_SERVER_VERSION: '0.1.0' });
  });

  afterAll(async () => {
    await gateway.close();
    await sandbox.close();
  });

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'claude-'));
    path = join(folder, 'claude_desktop_config.json');
  });

  afterEach(() => rmSync(folder, { recursive: true }));

  /** Its home is the folder, and so is where it runs: no `.env` of ours is read. */
  const environment = (more: Record<string, string> = {}) => ({
    PATH: process.env['PATH'] ?? '',
    HOME: folder,
    CLAUDE_CONFIG: path,
    ...more,
  });

  const inFolder = `cd "$HOME" && ${process.execPath} ${PROGRAM} claude-config`;

  /** As the page writes it, wherever this runs. */
  const asOnThePage = (screen: string): string =>
    screen
      .replaceAll(gateway.url, 'https://mcp.example.com')
      .replaceAll(`${folder}/`, '/home/ann/.config/Claude/')
      .replaceAll(/backup-[\dTZ-]+/g, 'backup-2026-11-30T12-00-00-123Z')
      .trim();

  async function run(args: readonly string[], more: Record<string, string> = {}) {
    const started = promisify(execFile)(process.execPath, [PROGRAM, 'claude-config', ...args], {
      env: environment(more),
      cwd: folder,
    });
    return started.then(
      ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
      (error: { code: number; stdout: string; stderr: string }) => error,
    );
  }

  const read = (): unknown => JSON.parse(readFileSync(path, 'utf8'));
  const yes = (url: string, more: Record<string, string> = {}) =>
    run(['--yes', '--url', url], { API_KEY: TEST_KEY, ...more });

  describe('in a terminal', () => {
    const answers = (url: string) =>
      [
        ['Address of the gateway', url],
        ['Key [none]', TEST_KEY],
        ['Odoo connection', ''],
        ['Name of the entry', ''],
        ['Add "odoo" to it?', ''],
      ] as const;

    it('asks, looks, shows and writes, where there is nothing yet', async () => {
      const { code, screen } = await inTerminal(inFolder, environment(), answers(gateway.url));
      expect(asOnThePage(screen)).toBe(screens.get('With no configuration yet'));
      expect(code).toBe(0);
      expect(screen).not.toContain(TEST_KEY);
      expect(read()).toMatchObject({ mcpServers: { odoo: { env: { AUTH_HEADER: `Bearer ${TEST_KEY}` } } } });
      expect(readdirSync(folder)).toEqual(['claude_desktop_config.json']);
    });

    it('adds to what is there', async () => {
      writeFileSync(path, OTHERS);
      const { code, screen } = await inTerminal(inFolder, environment(), answers(gateway.url));
      expect(asOnThePage(screen)).toBe(screens.get('With other servers in it'));
      expect(code).toBe(0);
      const kept = readdirSync(folder).find((name) => name.includes('.backup-'));
      expect(readFileSync(join(folder, String(kept)), 'utf8')).toBe(OTHERS);
      expect(readFileSync(path, 'utf8')).toContain(OTHERS.slice(0, OTHERS.lastIndexOf('\n    }')));
    });

    it('writes nothing for whoever leaves', async () => {
      const { code, screen } = await inTerminal(inFolder, environment(), [
        ['Address of the gateway', `${gateway.url}\r\u0004`],
      ]);
      expect([code, readdirSync(folder)]).toEqual([1, []]);
      expect(screen).toContain('Nothing was written.');
    });
  });

  describe('without questions', () => {
    it('writes, and a second time changes nothing', async () => {
      expect((await yes(gateway.url)).code).toBe(0);
      const once = readFileSync(path, 'utf8');
      const again = await yes(gateway.url);
      expect([again.code, readFileSync(path, 'utf8')]).toEqual([0, once]);
      expect(again.stderr).toContain('"odoo" is in it already, just so. Nothing was written.');
    });

    it('prints the block alone, key included, and asks and writes nothing', async () => {
      const { stdout, stderr } = await run(['--print', '--url', 'https://mcp.example.com', '--connection', 'staging'], {
        API_KEY: TEST_KEY,
      });
      expect(JSON.parse(stdout)).toMatchObject({
        mcpServers: { odoo: { env: { AUTH_HEADER: `Bearer ${TEST_KEY}` } } },
      });
      expect([stderr, readdirSync(folder)]).toEqual(['', []]);
    });

    it.each([
      ['a wrong key', { API_KEY: 'not-the-key-of-it' }, /It does not know this key/],
      ['a key over two lines', { API_KEY: `${TEST_KEY}\nX-Evil: 1` }, /The key has spaces, line ends/],
    ])('writes nothing with %s', async (_title, more, words) => {
      const { code, stderr } = await yes(gateway.url, more);
      expect([code, readdirSync(folder)]).toEqual([1, []]);
      expect(stderr).toMatch(words);
      expect(stderr).not.toContain(more.API_KEY);
    });

    it('takes no key from the command line', async () => {
      const { code, stderr } = await run(['--yes', '--key', 'canary-9f2c']);
      expect([code, readdirSync(folder)]).toEqual([1, []]);
      expect(stderr).toMatch(/never from a flag/);
      expect(stderr).not.toContain('canary');
    });

    it('leaves a file as it is that it cannot read', async () => {
      const broken = '{ "mcpServers": { "files": "canary" },, }';
      writeFileSync(path, broken);
      const { code, stderr } = await yes(gateway.url);
      expect([code, readFileSync(path, 'utf8'), readdirSync(folder)]).toEqual([
        1,
        broken,
        ['claude_desktop_config.json'],
      ]);
      expect(stderr).toMatch(
        /is not used: It is no JSON: \w+ at line 1, column 39\.\nNothing was written\. Put it right/,
      );
      expect(stderr).not.toContain('canary');
    });
  });

  describe('where something else answers', () => {
    const servers: Server[] = [];

    afterEach(async () => {
      for (const server of servers.splice(0)) {
        server.closeAllConnections();
        server.close();
        await once(server, 'close');
      }
    });

    async function serve(listener: RequestListener): Promise<string> {
      const server = createServer(listener);
      servers.push(server);
      server.listen(0, '127.0.0.1');
      await once(server, 'listening');
      return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    }

    it.each([307, 302, 308])('sends the key nowhere else: %i', async (status) => {
      const stolen: IncomingHttpHeaders[] = [];
      const thief = await serve(({ headers }, answer) => {
        stolen.push(headers);
        answer.end();
      });
      const url = await serve((_request, answer) => {
        answer.writeHead(status, { location: `${thief}/mcp` }).end();
      });
      const { code, stderr } = await yes(url);
      expect([code, stolen, readdirSync(folder)]).toEqual([1, [], []]);
      expect(stderr).toContain(`It answers with a redirect to ${thief}, which is not followed`);
    });

    it.each<[string, RequestListener, RegExp]>([
      [
        'a web page',
        (_request, answer) => void answer.setHeader('content-type', 'text/html').end('<script>canary</script>'),
        /What answers there is a web page/,
      ],
      [
        'garbage',
        (_request, answer) => void answer.setHeader('content-type', 'application/json').end('\u001b[2Jcanary'),
        /is no MCP server/,
      ],
      [
        'another JSON',
        (_request, answer) => void answer.setHeader('content-type', 'application/json').end('{"canary":1}'),
        /is no MCP server/,
      ],
      ['nothing', ({ socket }) => void socket.destroy(), /It cannot be reached/],
      [
        'an error',
        (_request, answer) => void answer.writeHead(502).end('canary'),
        /It is there and cannot answer now \(status 502\)/,
      ],
      [
        'no end',
        (_request, answer) => {
          answer.setHeader('content-type', 'application/json');
          const more = (): void => void answer.write('"canary"'.repeat(10_000), more);
          more();
        },
        /more than a gateway would|is no MCP server/,
      ],
    ])('writes nothing, and repeats nothing: %s', async (_title, listener, words) => {
      const { code, stdout, stderr } = await yes(await serve(listener));
      expect([code, stdout, readdirSync(folder)]).toEqual([1, '', []]);
      expect(stderr).toMatch(words);
      expect([stderr.includes('canary'), stderr.includes('\u001b')]).toEqual([false, false]);
    });
  });
});
