import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { PageCommand } from '../fixtures/page-commands.js';
import { commandsFor } from '../fixtures/page-runners.js';
import { AWAY_PATH, ReaderShell } from '../fixtures/reader-shell.js';

const PAGE = 'test/odoo/README.md';
const PSQL = 'program/usr/lib/postgresql/15/bin/psql';

/**
 * The Odoo of all tests must not be ended or removed: a home of its own has what `up` would have made, and programs that
 * tell how they were called.
 */
describe(`the commands in ${PAGE}`, () => {
  const folder = mkdtempSync(join(tmpdir(), 'odoo-page-'));
  const cache = join(folder, '.cache/odoo-mcp-server');
  const instance = join(cache, 'odoo-19');
  const shared = join(folder, 'var');
  const calls = join(folder, 'docker-calls');
  let shell: ReaderShell;

  beforeAll(async () => {
    for (const path of [join(instance, PSQL), join(folder, 'test/odoo/odoo.sh')]) {
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, '#!/usr/bin/env bash\nprintf "%s\\n" "$@"\n');
      chmodSync(path, 0o755);
    }
    mkdirSync(join(instance, 'service'));
    mkdirSync(shared);
    writeFileSync(join(instance, 'api-keys'), '');
    shell = new ReaderShell({
      cwd: folder,
      env: { HOME: folder, PATH: AWAY_PATH, DOCKER_CALLS: calls },
      instead: { '/var/cache/odoo-mcp-server': shared },
    });
    // What follows removes whatever is there: nothing of it may be run where that is the Odoo of all tests.
    const { stdout } = await shell.run({ text: 'printf %s "${XDG_CACHE_HOME:-$HOME/.cache}/odoo-mcp-server"' });
    if (stdout !== cache) throw new Error(`The shell would remove ${stdout}.`);
  });

  afterAll(() => rmSync(folder, { recursive: true }));

  /** What each has to do, by how it begins. */
  const CHECKS: ReadonlyArray<readonly [begin: string, check: (output: string) => void]> = [
    ['here=', () => expect(existsSync(join(instance, PSQL))).toBe(true)],
    [
      '$here/',
      (output) => {
        expect(output.trim().split('\n')).toEqual(['-h', `${instance}/service/sockets`, '-U', 'odoo', 'demo']);
        expect(readFileSync('test/odoo/lib/debian-19.sh', 'utf8')).toContain(`$INSTANCE/${dirname(PSQL)}"`);
      },
    ],
    [
      'test/odoo/odoo.sh',
      (output) => {
        const known = execFileSync('bash', ['-c', 'bash test/odoo/odoo.sh 2>&1 || true'], { encoding: 'utf8' });
        expect(known).toMatch(new RegExp(`odoo\\.sh ${output.trim()} `));
      },
    ],
    ['cache=', () => expect(existsSync(cache)).toBe(true)],
    [
      'rm -rf --one-file-system "$(readlink',
      () => expect([existsSync(join(instance, 'service')), existsSync(join(instance, PSQL))]).toEqual([false, true]),
    ],
    [
      'rm -rf --one-file-system "$cache"',
      () => expect([existsSync(cache), existsSync(shared)]).toEqual([false, false]),
    ],
    [
      'docker compose',
      () => {
        const { args } = JSON.parse(readFileSync(calls, 'utf8')) as { args: string[] };
        expect(args).toEqual(['compose', '-p', 'odoo-mcp-server-19', 'down', '--volumes']);
        expect(readFileSync('test/odoo/lib/docker.sh', 'utf8')).toContain('--project-name "odoo-mcp-server-$VERSION"');
      },
    ],
  ];

  async function run(command: PageCommand): Promise<void> {
    const [, check] = CHECKS.find(([begin]) => command.text.startsWith(begin)) ?? [];
    if (!check) throw new Error('Nobody knows what this has to do.');
    const { code, stdout } = await shell.run(command);
    expect(code).toBe(0);
    check(stdout);
  }

  // In the order of the page: variables that one sets are there for the next.
  it.each(commandsFor('test/deploy/odoo-page.spec.ts', PAGE))('$title', run);
});
