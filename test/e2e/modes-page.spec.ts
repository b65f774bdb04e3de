import { commandsFor } from '../fixtures/page-runners.js';
import { READY, ReaderShell, type Staying, urlIn } from '../fixtures/reader-shell.js';
import { realOdoo } from '../fixtures/real-odoo.js';
import { asShown } from '../fixtures/written-answers.js';

const PAGE = 'docs/modes.md';

describe(`the commands in ${PAGE}`, () => {
  const { url: odooUrl } = realOdoo(19);
  let gateway: Staying | undefined;

  afterAll(() => gateway?.stop());

  // In the order of the page: one of them starts the gateway that those after it ask.
  it.each(commandsFor('test/e2e/modes-page.spec.ts', PAGE))('$title', async (command) => {
    const instead = { 'http://127.0.0.1:18069': odooUrl, ...(gateway && { 'http://localhost:8000': urlIn(gateway) }) };
    const shell = new ReaderShell({ env: { SERVER_HOST: '127.0.0.1', SERVER_PORT: '0' }, instead });
    if (command.text.endsWith('npm start')) {
      gateway = await shell.start(command, READY);
      expect(urlIn(gateway)).toMatch(/^http:/);
      return;
    }
    const { code, stdout } = await shell.run(command);
    expect(code).toBe(0);
    if (command.answer !== undefined) expect(asShown(stdout, command.answer)).toBe(command.answer);
  });
});
