import type { PageCommand } from '../fixtures/page-commands.js';
import { commandsFor } from '../fixtures/page-runners.js';
import { type Ended, READY, ReaderShell, type Staying, urlIn } from '../fixtures/reader-shell.js';
import { realOdoo } from '../fixtures/real-odoo.js';
import { asShown } from '../fixtures/written-answers.js';

const PAGE = 'docs/modes.md';

describe(`the commands in ${PAGE}`, () => {
  const { url: odooUrl } = realOdoo(19);
  let gateway: Staying | undefined;

  afterAll(() => gateway?.stop());

  // In the order of the page: one of them starts the gateway that those after it ask.
  it.each(commandsFor('test/e2e/modes-page.spec.ts', PAGE))('$title', async (command) => {
    const { code, stdout } = await run(command);
    expect(code).toBe(0);
    const shown = command.answer ?? stdout;
    expect(asShown(stdout, shown)).toBe(shown);
  });

  async function run(command: PageCommand): Promise<Pick<Ended, 'code' | 'stdout'>> {
    const instead = { 'http://127.0.0.1:18069': odooUrl, ...(gateway && { 'http://localhost:8000': urlIn(gateway) }) };
    const shell = new ReaderShell({ env: { SERVER_HOST: '127.0.0.1', SERVER_PORT: '0' }, instead });
    if (!command.text.endsWith('npm start')) return shell.run(command);
    gateway = await shell.start(command, READY);
    return { code: 0, stdout: gateway.line };
  }
});
