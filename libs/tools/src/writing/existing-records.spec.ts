import type { OdooReader } from '#libs/contracts';
import { companiesOf, idsText, readExisting } from './existing-records.js';

const odoo = { read: async () => [{ id: 1 }] } as unknown as OdooReader;

it('names the records that do not exist', async () => {
  expect(await readExisting(odoo, 'res.partner', [1], [])).toEqual([{ id: 1 }]);
  await expect(readExisting(odoo, 'res.partner', [1, 2, 3], [])).rejects.toMatchObject({
    code: 'not_found',
    message: 'These records of res.partner do not exist: 2, 3.',
  });
});

it('lists each company once', () => {
  expect(companiesOf([{ company_id: [1, 'A'] }, { company_id: [1, 'A'] }, { company_id: false }, {}])).toEqual([1]);
});

it('shortens long lists of ids', () => {
  expect(idsText(Array.from({ length: 30 }, (_, index) => index + 1))).toMatch(/^1, 2, .*20 … \(30\)$/);
});
