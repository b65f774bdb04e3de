import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type GatewayProcess, startGatewayProcess } from '../fixtures/gateway-process.js';
import type { PageCommand } from '../fixtures/page-commands.js';
import { commandsFor } from '../fixtures/page-runners.js';
import { ReaderShell } from '../fixtures/reader-shell.js';
import { realOdoo, realOdooSettings } from '../fixtures/real-odoo.js';
import { asShown, settled } from '../fixtures/written-answers.js';
import { DirectOdoo } from './direct-odoo.js';
import { SLOWEST_MS } from './ways.js';

const PAGE = 'docs/rest.md';

/** What the page calls the record that it writes to, and a cursor of its own. */
const ITS_RECORD = '1244';
const ITS_CURSOR = 'E6GUQY4GzKCBootkq_8pRzI';

/** The page says of these that they are from a server that may write. */
const WRITES = /-X (?:PATCH|DELETE)|odoo_write|"name": "Example Trading"/;

jest.setTimeout(2 * SLOWEST_MS);

function settledHere(text: string): string {
  return settled(text)
    .replaceAll(/(?<="uptime_seconds":)\d+/g, 'SECONDS')
    .replaceAll(/(?<="created_id":)\d+/g, 'ID')
    .replaceAll(/(?<=x-next-cursor: )\S+/g, 'CURSOR')
    .replaceAll(/\{"date_order:month":"\w+ \d{4}","state":"\w+","amount_total:sum":[\d.]+,"__count":\d+\}/g, 'GROUP');
}

describe(`the commands in ${PAGE}`, () => {
  const odoo = realOdoo(19);
  const direct = new DirectOdoo(odoo, 'admin');
  const made: number[] = [];
  let folder: string;
  let readonly: GatewayProcess;
  let readwrite: GatewayProcess;
  let cursor = '';

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'rest-page-'));
    const [belgium] = await direct.search('res.country', [['code', '=', 'BE']]);
    const values = { name: 'Example Trading', country_id: belgium ?? 0, city: 'Ghent' };
    made.push(await direct.create('res.partner', values));
    [readonly, readwrite] = await Promise.all([
      startGatewayProcess(realOdooSettings(odoo)),
      startGatewayProcess({ ...realOdooSettings(odoo), MCP_MODE: 'readwrite' }),
    ]);
    // Its health knows how the last call has found Odoo.
    await fetch(`${readonly.url}/odoo/models`);
  });

  afterAll(async () => {
    await direct.remove('res.partner', [['id', 'in', made]]);
    await Promise.all([readonly.stop(), readwrite.stop()]);
    rmSync(folder, { recursive: true });
  });

  async function run(command: PageCommand): Promise<string> {
    const { url } = WRITES.test(command.text) ? readwrite : readonly;
    const instead = { 'http://localhost:8000': url, [ITS_RECORD]: String(made[0]), [ITS_CURSOR]: cursor };
    const { code, stdout, stderr } = await new ReaderShell({ cwd: folder, instead }).run(command);
    expect([code, stderr]).toEqual([0, '']);
    cursor = /"next_cursor":"(?<cursor>[^"]+)"/.exec(stdout)?.groups?.['cursor'] ?? cursor;
    const created = /"created_id":(?<id>\d+)/.exec(stdout)?.groups?.['id'];
    if (created !== undefined) made.push(Number(created));
    return stdout;
  }

  it.each(commandsFor('test/e2e/rest-page.spec.ts', PAGE))('$title', async (command) => {
    const answer = await run(command);
    const shown = command.answer?.replaceAll(ITS_RECORD, String(made[0])) ?? '';
    expect(asShown(answer, shown, settledHere)).toBe(shown);
  });

  it('have printed a report', () => {
    expect(readFileSync(join(folder, 'order.pdf'), 'latin1').slice(0, 5)).toBe('%PDF-');
  });
});
