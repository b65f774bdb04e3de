import type { OdooRecord, ToolContext } from '#libs/contracts';
import { clients, RecordingOdoo } from '../../../../test/fixtures/recording-odoo.js';
import { odooSearch } from './odoo-search.tool.js';

const model = 'res.partner';
const people: OdooRecord[] = Array.from({ length: 10 }, (_row, index) => ({ id: index + 1, name: `n${index + 1}` }));

describe('odoo_search', () => {
  let odoo: RecordingOdoo;
  let context: ToolContext<'read'>;

  beforeEach(() => {
    odoo = new RecordingOdoo({ [model]: { name: 'char', display_name: 'char', email: 'char', image: 'binary' } });
    odoo.answer = ({ method, kwargs }) => {
      if (method === 'search_count') return people.length;
      const offset = Number(kwargs['offset']);
      return people.slice(offset, offset + Number(kwargs['limit']));
    };
    const limits = { defaultRows: 4, maxRows: 8 };
    context = {
      odoo: clients.reader(odoo),
      schema: odoo.schema,
      principal: { id: 'p', mode: 'readonly' },
      limits,
    };
  });

  const search = (args: object) =>
    odooSearch.run(odooSearch.input.parse({ model, fields: ['name'], ...args }), context);

  it('finds as many rows as the operator has set, and tells that more follow', async () => {
    expect(await search({})).toEqual({ model, count: 4, records: people.slice(0, 4), has_more: true });
  });

  it('asks for one row more than it returns, and for nothing else', async () => {
    await search({ domain: [['name', 'like', 'n']], limit: 3, offset: 2, order: 'name desc' });
    expect(odoo.operations).toEqual([
      {
        model,
        method: 'search_read',
        args: [[['name', 'like', 'n']]],
        kwargs: { fields: ['name'], order: 'name desc', limit: 4, offset: 2 },
      },
    ]);
  });

  it.each([
    ['the end is reached', { limit: 8, offset: 2 }, { count: 8, has_more: false, total: 10 }],
    ['the end is in sight', { limit: 8, offset: 5 }, { count: 5, has_more: false, total: 10 }],
    ['rows follow', { limit: 8 }, { count: 8, has_more: true, total: undefined }],
    ['one row follows', { limit: 1, offset: 8 }, { count: 1, has_more: true, total: undefined }],
    ['the offset is beyond the end', { offset: 50 }, { count: 0, has_more: false, total: undefined }],
  ])('knows the total for free where it can: %s', async (_when, args, expected) => {
    const { count, has_more, total } = await search(args);
    expect({ count, has_more, total }).toEqual(expected);
    expect(odoo.operations.map(({ method }) => method)).toEqual(['search_read']);
  });

  it('knows that an empty answer to the first page is all there is', async () => {
    odoo.answer = () => [];
    expect(await search({})).toEqual({ model, count: 0, records: [], has_more: false, total: 0 });
  });

  it('counts when it is asked to', async () => {
    expect(await search({ limit: 1, with_total: true })).toMatchObject({ count: 1, has_more: true, total: 10 });
    expect(odoo.operations.map(({ method }) => method)).toEqual(['search_read', 'search_count']);
  });

  it('chooses a few telling fields where none are named', async () => {
    await search({ fields: undefined });
    expect(odoo.operations[0]?.kwargs['fields']).toEqual(['id', 'display_name', 'email']);
  });

  it('returns as many rows as allowed and refuses to return more', async () => {
    expect((await search({ limit: 8 })).count).toBe(8);
    await expect(search({ limit: 9 })).rejects.toMatchObject({
      code: 'invalid_arguments',
      message: expect.stringContaining('at most 8 rows') as string,
    });
  });

  it.each([
    [{ model: 'Res.Partner' }],
    [{ model: 'res.partner ' }],
    [{ model: 'a'.repeat(129) }],
    [{ domain: 'all' }],
    [{ domain: { name: 'x' } }],
    [{ fields: [] }],
    [{ fields: ['*'] }],
    [{ fields: ['user_id.name'] }],
    [{ fields: Array.from({ length: 201 }, () => 'name') }],
    [{ limit: 0 }],
    [{ limit: 1.5 }],
    [{ limit: '5' }],
    [{ offset: -1 }],
    [{ order: 'name; drop table' }],
    [{ order: '' }],
    [{ order: `${'a,'.repeat(300)}a` }],
    [{ with_total: 'yes' }],
    [{ context: {} }],
  ])('refuses %j', (args) => {
    expect(odooSearch.input.safeParse({ model, ...args }).success).toBe(false);
  });

  it.each([
    [{ model, count: 1, records: [{ id: 1 }], has_more: false, total: 1 }, 'res.partner: 1 rows of 1\n["id"]\n[1]'],
    [{ model, count: 1, records: [{ id: 1 }], has_more: true }, 'res.partner: 1 rows, more follow\n["id"]\n[1]'],
    [{ model, count: 0, records: [], has_more: false, total: 0 }, 'res.partner: 0 rows of 0'],
  ])('is shown to models as compact rows', (result, text) => {
    expect(odooSearch.toText?.(result)).toBe(text);
  });
});
