import { existsSync, readFileSync } from 'node:fs';
import type { PageCommand } from '../fixtures/page-commands.js';
import { commandsFor, pagesOf } from '../fixtures/page-runners.js';
import { ReaderShell } from '../fixtures/reader-shell.js';

const SPEC = 'test/deploy/contributing-page.spec.ts';

jest.setTimeout(120_000);

const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Readonly<Record<string, string>> };

/** These are tests, checks and benchmarks themselves: what they would do is looked at, for `make test` or a person does it. */
describe('the commands of pages for contributors', () => {
  /** Jest tells which files it would run. */
  async function listTests(command: PageCommand): Promise<void> {
    const [written = ''] = command.text.split(/ +#/, 1);
    const { code, stdout } = await new ReaderShell().run({ ...command, text: `${written} --listTests` });
    const files = stdout.match(/^\/.*\.spec\.ts$/gm) ?? [];
    expect([code, files.length > 0]).toEqual([0, true]);
    const name = / -t '(?<name>[^']+)'/.exec(command.text)?.groups?.['name'];
    // Scenarios of conformance are named by the program that has them.
    if (name === undefined || command.text.includes('conformance')) return;
    expect(files.filter((file) => readFileSync(file, 'utf8').includes(name))).not.toEqual([]);
  }

  /** Make tells what it would run. */
  async function dryRun(command: PageCommand): Promise<string> {
    const { code, stdout } = await new ReaderShell({ env: { MAKEFLAGS: 'n' } }).run(command);
    expect(code).toBe(0);
    return stdout.trim();
  }

  async function checkChecks(command: PageCommand): Promise<void> {
    expect(await dryRun(command)).toBe('npm run --silent check');
    const parts = scripts['check']?.split(' && ').map((part) => part.split(' ').at(-1)) ?? [];
    const whole = readFileSync('test/run.mjs', 'utf8');
    expect(parts.filter((part) => !whole.includes(`['run', '--silent', '${part}']`))).toEqual([]);
  }

  async function checkFigures(command: PageCommand): Promise<void> {
    expect(await dryRun(command)).toMatch(/^node test\/(?:bench|soak)\/run\.mjs/);
  }

  function checkScript({ text }: PageCommand): void {
    const { name = '', flag = '' } = /^npm run (?<name>[\w:]+)(?: -- (?<flag>--\w+))?/.exec(text)?.groups ?? {};
    const file = /[\w/]+\.mjs/.exec(scripts[name] ?? '')?.[0] ?? '';
    const program = existsSync(file) ? readFileSync(file, 'utf8') : '';
    expect([program !== '', program.includes(flag)]).toEqual([true, true]);
  }

  it.each(pagesOf(SPEC).flatMap((page) => commandsFor(SPEC, page)))('$title', async (command) => {
    if (command.text.startsWith('npx jest')) return listTests(command);
    if (command.text.startsWith('make check')) return checkChecks(command);
    if (/make (?:bench|soak)/.test(command.text)) return checkFigures(command);
    if (command.text.startsWith('npm run')) return checkScript(command);
    const { code, stderr } = await new ReaderShell().run(command);
    return expect([code, code === 0 ? '' : stderr]).toEqual([0, '']);
  });
});
