import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from '../fixtures/free-port.js';
import { TEST_KEY } from '../fixtures/gateway.js';
import type { PageCommand } from '../fixtures/page-commands.js';
import { commandsFor } from '../fixtures/page-runners.js';
import { ProjectCopy } from '../fixtures/project-copy.js';
import { READY, ReaderShell, type Staying, urlIn } from '../fixtures/reader-shell.js';
import { realOdoo, realOdooSettings } from '../fixtures/real-odoo.js';

const PAGE = 'README.md';

/** A demonstration starts half a dozen programs, one after another. */
jest.setTimeout(180_000);

describe(`the commands in ${PAGE}, on real Odoo 19`, () => {
  const odoo = realOdoo(19);
  let project: ProjectCopy;
  let gateway: Staying | undefined;

  beforeAll(() => {
    project = ProjectCopy.toRun();
  });

  afterAll(async () => {
    await gateway?.stop();
    project.remove();
  });

  /** To its end: it would stay until Ctrl-C. */
  async function showDemo(command: PageCommand): Promise<void> {
    const env = { ONCE: '1', SERVER_PORT: String(await freePort()) };
    const { code, stdout } = await new ReaderShell({ env }).run(command);
    expect([code, stdout]).toEqual([0, expect.stringMatching(/MCP 2026-07-28, tools: odoo_search, [^]*\n {2}──/)]);
    const [, rest = ''] = stdout.split(/^ {2}[─ ]+\n/m);
    expect(rest.split('\n\n', 1)[0]?.split('\n')).toHaveLength(10);
  }

  /** It is what runs this; CI does nothing else. */
  async function checkWholeTest(command: PageCommand): Promise<void> {
    const { code, stdout } = await new ReaderShell({ env: { MAKEFLAGS: 'n' } }).run(command);
    expect([code, stdout.trim().split('\n').at(-1)]).toEqual([0, 'node test/run.mjs']);
    expect(readFileSync('.ci/run', 'utf8').trim().split('\n').at(-1)).toBe('make test');
  }

  async function fillIn(command: PageCommand): Promise<void> {
    expect((await new ReaderShell({ cwd: project.folder }).run(command)).code).toBe(0);
    const file = join(project.folder, '.env');
    const settings = Object.entries({ ...realOdooSettings(odoo), API_KEY: TEST_KEY });
    const filled = settings.reduce(
      (text, [name, value]) => text.replace(new RegExp(`^#?${name}=.*$`, 'm'), `${name}=${value}`),
      readFileSync(file, 'utf8'),
    );
    writeFileSync(file, filled);
  }

  async function startGateway(command: PageCommand): Promise<void> {
    const env = { SERVER_HOST: '127.0.0.1', SERVER_PORT: '0' };
    gateway = await new ReaderShell({ cwd: project.folder, env }).start(command, READY);
    expect(urlIn(gateway)).toMatch(/^http:/);
  }

  async function ask(command: PageCommand): Promise<void> {
    const instead = { 'http://localhost:8000': gateway ? urlIn(gateway) : '' };
    const { code, stdout } = await new ReaderShell({ env: { API_KEY: TEST_KEY }, instead }).run(command);
    expect([code, JSON.parse(stdout)]).toMatchObject([0, { result: { model: 'res.partner', count: 3 } }]);
  }

  /** What each has to do, by how it begins. */
  const RUNS: ReadonlyArray<readonly [begin: string, run: (command: PageCommand) => Promise<void>]> = [
    ['make demo', showDemo],
    ['make test', checkWholeTest],
    ['cp .env.example', fillIn],
    ['make run', startGateway],
    ['curl', ask],
  ];

  // In the order of the page: what one starts the next one asks.
  it.each(commandsFor('test/e2e/readme.spec.ts', PAGE))('$title', async (command) => {
    const [, run] = RUNS.find(([begin]) => command.text.startsWith(begin)) ?? [];
    if (!run) throw new Error('Nobody knows what this has to do.');
    await run(command);
    expect.hasAssertions();
  });
});
