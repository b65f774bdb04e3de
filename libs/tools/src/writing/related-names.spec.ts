import type { FieldDefinitions, OdooReader, SchemaPort } from '#libs/contracts';
import { RelatedNames } from './related-names.js';

const COMPANY_ID = { company_id: { type: 'many2one', relation: 'res.company' } };

interface Answers {
  readonly fields?: FieldDefinitions;
  readonly like?: ReadonlyArray<readonly [number, string]>;
  readonly rows?: ReadonlyArray<Record<string, unknown>>;
}

function names({ fields = {}, like = [], rows = [] }: Answers) {
  const nameSearch = jest.fn(async () => [...like]);
  const read = jest.fn(async () => rows);
  const odoo = { nameSearch, read } as unknown as OdooReader;
  const schema: SchemaPort = { fieldsOf: async () => fields };
  return { names: new RelatedNames(odoo, schema), nameSearch, read };
}

describe('a code', () => {
  const fields = { code: { type: 'char' }, email: { type: 'char' } };

  it('is as good as a name, where it is the whole code of one record', async () => {
    const { names: one } = names({ fields, like: [[20, 'Belgium']], rows: [{ id: 20, code: 'BE', email: false }] });
    expect(await one.find('res.country', 'be', [])).toEqual({ record: { id: 20, name: 'Belgium' } });
  });

  it('chooses among several', async () => {
    const like = [[1, 'Sales A'] as const, [2, 'Sales B'] as const];
    const rows = [
      { id: 1, code: '400000' },
      { id: 2, code: '4000001' },
    ];
    const { names: several } = names({ fields, like, rows });
    expect(await several.find('account.account', '400000', [])).toEqual({ record: { id: 1, name: 'Sales A' } });
  });

  it('is not taken where two have it, or where it is only like it', async () => {
    const like = [[1, 'A x'] as const, [2, 'B x'] as const];
    const rows = [
      { id: 1, code: 'x' },
      { id: 2, email: 'x' },
    ];
    expect(await names({ fields, like, rows }).names.find('m', 'x', [])).toHaveProperty('problem');
    const near = [{ id: 1, code: 'xy' }];
    expect(await names({ fields, like, rows: near }).names.find('m', 'x', [])).toHaveProperty('problem');
  });
});

describe('companies', () => {
  it.each<[string, FieldDefinitions, unknown]>([
    ['company_id', COMPANY_ID, ['|', ['company_id', '=', false], ['company_id', 'parent_of', [7]]]],
    [
      'company_ids, which says more',
      { ...COMPANY_ID, company_ids: { type: 'many2many' } },
      ['|', ['company_ids', '=', false], ['company_ids', 'parent_of', [7]]],
    ],
  ])('narrow by %s', async (_name, fields, domain) => {
    const { names: within, nameSearch } = names({ fields, like: [[1, 'X']] });
    expect(await within.find('m', 'X', [7])).toEqual({ record: { id: 1, name: 'X' } });
    expect(nameSearch).toHaveBeenCalledWith('m', 'X', expect.objectContaining({ domain }));
  });

  it('do not narrow what cannot be searched by them, nor what has none', async () => {
    const fields = { company_id: { type: 'many2one', searchable: false } };
    const { names: all, nameSearch } = names({ fields, like: [[1, 'X']] });
    await all.find('m', 'X', [7]);
    expect(nameSearch).toHaveBeenCalledWith('m', 'X', expect.not.objectContaining({ domain: expect.anything() }));
  });
});

it('looks up so many names and no more', async () => {
  const { names: many, nameSearch } = names({ like: [[1, 'X']] });
  for (let index = 0; index < 200; index += 1) await many.find('m', `name ${index}`, []);
  expect(await many.find('m', 'one more', [])).toEqual({ problem: expect.stringContaining('at most 200') });
  expect(nameSearch).toHaveBeenCalledTimes(200);
});
