import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { commandsFor } from '../fixtures/page-runners.js';
import { ReaderShell } from '../fixtures/reader-shell.js';

const PAGE = 'docs/operations/access-file.md';

/** What each says, by its first words behind the name of the program. */
const OUTPUTS: Readonly<Record<string, RegExp>> = {
  '': /^$/,
  'new dashboards': /^odoo_[\w-]{43}\n$/,
  list: /dashboards/,
  'rotate dashboards': /^odoo_[\w-]{43}\n$/,
  'revoke dashboards': /^$/,
};

describe(`the commands in ${PAGE}`, () => {
  const folder = mkdtempSync(join(tmpdir(), 'keys-page-'));
  const shell = new ReaderShell({ instead: { '/etc/odoo-mcp-server': folder } });

  afterAll(() => rmSync(folder, { recursive: true }));

  it.each(commandsFor('test/integration/keys-page.spec.ts', PAGE))('$title', async (command) => {
    const { code, stdout } = await shell.run(command);
    const { name = '' } = /keys -- (?<name>\w+(?: \w+)?)/.exec(command.text)?.groups ?? {};
    expect([code, OUTPUTS[name]?.test(stdout)]).toEqual([0, true]);
  });

  it('leave no key behind, the last one being to revoke it', () => {
    expect(readFileSync(join(folder, 'access.yaml'), 'utf8')).not.toContain('sha256:');
  });
});
