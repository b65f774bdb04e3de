import { readFileSync } from 'node:fs';
import type { PageCommand } from '../fixtures/page-commands.js';
import { commandsFor } from '../fixtures/page-runners.js';
import { ReaderShell } from '../fixtures/reader-shell.js';

const PAGE = 'docs/contributing/README.md';

jest.setTimeout(120_000);

interface Package {
  readonly scripts: Readonly<Record<string, string>>;
}

/** Tests of other tests: `jest` is asked which it would run, and `make check` what it would do, for `make test` does that. */
describe(`the commands in ${PAGE}`, () => {
  async function list(command: PageCommand): Promise<string[]> {
    const [shellText = ''] = command.text.split(/ +#/, 1);
    const { code, stdout } = await new ReaderShell().run({ ...command, text: `${shellText} --listTests` });
    expect(code).toBe(0);
    return stdout.trim().split('\n');
  }

  async function checkTests(command: PageCommand): Promise<void> {
    const files = await list(command);
    expect(files.filter((file) => !file.endsWith('.spec.ts'))).toEqual([]);
    const name = / -t '(?<name>[^']+)'/.exec(command.text)?.groups?.['name'];
    if (name === undefined) return;
    const isScenario = command.text.includes('conformance');
    const texts = files.map((file) => readFileSync(file, 'utf8'));
    // Scenarios are named by the program that has them.
    expect(isScenario || texts.some((text) => text.includes(name))).toBe(true);
  }

  async function dryRun(command: PageCommand): Promise<void> {
    const { code, stdout } = await new ReaderShell({ env: { MAKEFLAGS: 'n' } }).run(command);
    expect([code, stdout.trim()]).toEqual([0, 'npm run --silent check']);
    const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as Package;
    const parts = scripts['check']?.split(' && ').map((part) => part.split(' ').at(-1)) ?? [];
    const whole = readFileSync('test/run.mjs', 'utf8');
    expect(parts.filter((part) => !whole.includes(`['run', '--silent', '${part}']`))).toEqual([]);
  }

  it.each(commandsFor('test/deploy/contributing-page.spec.ts', PAGE))('$title', async (command) => {
    if (command.text.startsWith('npx jest')) await checkTests(command);
    else if (command.text.startsWith('make check')) await dryRun(command);
    else expect(await new ReaderShell().run(command)).toMatchObject({ code: 0 });
  });
});
