import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PageCommand } from '../fixtures/page-commands.js';
import { commandsFor } from '../fixtures/page-runners.js';
import { ProjectCopy } from '../fixtures/project-copy.js';
import { type Ended, READY, ReaderShell, type Staying, urlIn } from '../fixtures/reader-shell.js';
import { realOdoo } from '../fixtures/real-odoo.js';
import { asShown } from '../fixtures/written-answers.js';

const SPEC = 'test/e2e/add-a-tool.spec.ts';
const PAGE = 'docs/contributing/add-a-tool.md';

/** Whole checks and builds among them, on a machine that runs other tests. */
jest.setTimeout(300_000);

/** The page names a file and then shows it, or a part of it with `…` for what it leaves out. */
const SHOWN = /`(?<file>libs\/[\w./-]+\.ts)`[^`]*\n\n```ts\n(?<text>.*?)^```/gms;

/** Counts differ with what other tests do to the same Odoo. */
const settle = (text: string) => text.replaceAll(/(?<="count":)\d+/g, 'COUNT');

/** A file with the lines of the page that it lacks, each behind the one that the page shows before it. */
function withLines(content: string, shown: string): string {
  const lines = content.split('\n');
  let at = 0;
  for (const line of shown.trimEnd().split('\n')) {
    const known = lines.indexOf(line);
    if (known >= 0) at = known + 1;
    else if (line !== '…') lines.splice(at++, 0, line);
  }
  return lines.join('\n');
}

/** Does what the page says, in a copy of the project. */
describe(`who follows ${PAGE}`, () => {
  const { url: odooUrl } = realOdoo(19);
  let project: ProjectCopy;
  let gateway: Staying | undefined;

  beforeAll(() => {
    project = ProjectCopy.toChange();
    for (const { groups } of readFileSync(PAGE, 'utf8').matchAll(SHOWN)) {
      const { file = '', text = '' } = groups ?? {};
      const path = join(project.folder, file);
      const isPart = text.includes('\n…\n');
      writeFileSync(path, isPart ? withLines(readFileSync(path, 'utf8'), text) : text);
    }
  });

  afterAll(async () => {
    await gateway?.stop();
    project.remove();
  });

  const shell = () =>
    new ReaderShell({
      cwd: project.folder,
      // What is there is built and checked for real.
      env: { PATH: process.env['PATH'] ?? '', SERVER_HOST: '127.0.0.1', SERVER_PORT: '0' },
      instead: { 'http://127.0.0.1:18069': odooUrl, ...(gateway && { 'http://localhost:8000': urlIn(gateway) }) },
    });

  /** More than that they end well, by how they begin. */
  const CHECKS: ReadonlyArray<readonly [begin: string, check: (ended: Ended, command: PageCommand) => void]> = [
    [
      'npx jest libs/',
      ({ stderr }, { answer = '' }) => {
        const untimed = (text: string) => text.match(/^ *(?:PASS|✓|odoo_).*?(?= \([\d.]+ m?s\)$|$)/gm);
        expect(untimed(stderr)).toEqual(untimed(answer));
      },
    ],
    [
      'git diff',
      ({ stdout }) => {
        const [, price = ''] = /\(here (?<price>\d+) tokens\)/.exec(readFileSync(PAGE, 'utf8')) ?? [];
        expect(stdout).toMatch(/^\+.*odoo_distinct/m);
        expect(stdout).toMatch(new RegExp(`^\\+.*odoo_distinct.*\\b${price}\\b`, 'm'));
      },
    ],
    ['curl', ({ stdout }, { answer = '' }) => expect(asShown(stdout, answer, settle)).toBe(answer)],
  ];

  async function startGateway(command: PageCommand): Promise<Ended> {
    gateway = await shell().start(command, READY);
    return { code: 0, stdout: gateway.line, stderr: '' };
  }

  /** Of the whole project this is a minute of processor, which `make test` spends: here it is of what the page has. */
  async function check(command: PageCommand): Promise<Ended> {
    writeFileSync(
      join(project.folder, 'tsconfig.page.json'),
      JSON.stringify({ extends: './tsconfig.json', include: ['libs/tools/src/catalog', 'libs/tools/src/*.ts'] }),
    );
    const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Record<string, string> };
    const text = [scripts['typecheck'], scripts['lint'], scripts['format:check']]
      .join(' && ')
      .replace('-p tsconfig.json', '-p tsconfig.page.json')
      .replace('--deny-warnings', '--deny-warnings libs/tools/src/catalog')
      .replace('biome format', 'biome format libs/tools');
    return shell().run({ ...command, text: `PATH=$PWD/node_modules/.bin:$PATH; ${text}` });
  }

  const RUNNERS: ReadonlyArray<readonly [end: string, run: (command: PageCommand) => Promise<Ended>]> = [
    ['npm start', startGateway],
    ['make check', check],
  ];

  async function run(command: PageCommand): Promise<void> {
    const runner = RUNNERS.find(([text]) => command.text.endsWith(text))?.[1] ?? ((each) => shell().run(each));
    const ended = await runner(command);
    const { code, stdout, stderr } = ended;
    expect([code, code === 0 ? '' : stdout + stderr]).toEqual([0, '']);
    CHECKS.find(([begin]) => command.text.startsWith(begin))?.[1](ended, command);
  }

  // In the order of the page.
  it.each(commandsFor(SPEC, PAGE))('$title', run);

  it.each(commandsFor(SPEC, 'docs/modes.md'))('$title', run);
});
