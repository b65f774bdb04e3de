import { filesOfUserIn } from '../../../../test/fixtures/absent-ports.js';
import { InvalidArguments, type OdooReader, type OdooRecord, type ToolContext } from '#libs/contracts';
import { readableSigner as signer } from '../../../../test/fixtures/readable-signer.js';
import { odooSearch } from './odoo-search.tool.js';

type SearchRead = OdooReader['searchRead'];

const partners = Array.from({ length: 120 }, (_, id) => ({ id, name: `Partner ${id}`, active: true }));

function setUp(records: readonly OdooRecord[] = partners, responseBytes = 60_000, id = 'key') {
  const searchRead = jest.fn<ReturnType<SearchRead>, Parameters<SearchRead>>(async (_model, { offset = 0, limit }) =>
    records.slice(offset, offset + (limit ?? 0)),
  );
  const searchCount = jest.fn(async () => records.length);
  const fieldsOf = jest.fn(async () => ({
    name: { type: 'char' },
    active: { type: 'boolean' },
    birthday: { type: 'date' },
    create_date: { type: 'datetime' },
  }));
  const context = {
    odoo: { searchRead, searchCount },
    schema: { fieldsOf },
    files: filesOfUserIn('Europe/Brussels'),
    limits: { defaultRows: 50, maxRows: 100, responseBytes },
    principal: { id },
    signer,
  } as unknown as ToolContext<'read'>;
  const search = (args: object) =>
    odooSearch.run(odooSearch.input.parse({ model: 'res.partner', fields: ['name'], ...args }), context);
  return { search, searchRead, searchCount, fieldsOf };
}

describe('odoo_search', () => {
  it('answers as the seed did where nothing is left', async () => {
    const { search } = setUp(partners.slice(0, 2));
    expect(await search({})).toEqual({
      model: 'res.partner',
      count: 2,
      records: partners.slice(0, 2),
      has_more: false,
      total: 2,
    });
  });

  it('takes a few telling fields where none are named', async () => {
    const { search, searchRead } = setUp();
    await search({ fields: undefined });
    expect(searchRead.mock.lastCall?.[1].fields).toEqual(['id']);
  });

  it('makes one call of Odoo, and a second one for a total', async () => {
    const { search, searchRead, searchCount } = setUp();
    expect(await search({})).not.toHaveProperty('total');
    expect([searchRead, searchCount].map(({ mock }) => mock.calls.length)).toEqual([1, 0]);
    expect(await search({ with_total: true })).toMatchObject({ total: 120 });
  });

  it('walks over all rows by its cursor, each of them once', async () => {
    const { search } = setUp();
    const seen: unknown[] = [];
    let cursor: string | undefined;
    do {
      const page = await search({ limit: 33, order: 'name', cursor });
      seen.push(...(page.records ?? []));
      cursor = page.next_cursor;
      expect(page.has_more).toBe(cursor !== undefined);
    } while (cursor !== undefined);
    expect(seen).toEqual(partners);
  });

  it('refuses the cursor of another question or caller, and one beside an offset', async () => {
    const { next_cursor: cursor } = await setUp().search({});
    await expect(setUp().search({ cursor, domain: [['id', '>', 5]] })).rejects.toThrow(InvalidArguments);
    await expect(setUp(partners, 60_000, 'other').search({ cursor })).rejects.toThrow(InvalidArguments);
    await expect(setUp().search({ cursor, offset: 5 })).rejects.toThrow(InvalidArguments);
  });

  it('keeps to the bytes of an answer, and goes on behind the last row that it gave', async () => {
    const { search } = setUp(partners, 1000);
    const first = await search({ limit: 100 });
    expect(Buffer.byteLength(JSON.stringify(first.records))).toBeLessThanOrEqual(1000);
    expect(first).toMatchObject({ has_more: true, count: first.records?.length });
    const second = await search({ limit: 100, cursor: first.next_cursor });
    expect(second.records?.[0]).toEqual(partners[first.count]);
  });

  it.each([
    ['name desc', 'name desc, id'],
    ['id', 'id'],
    ['name, id desc', 'name, id desc'],
  ])('orders by %p so that pages do not overlap', async (order, sent) => {
    const { search, searchRead } = setUp();
    await search({ order });
    expect(searchRead.mock.lastCall?.[1].order).toBe(sent);
  });

  it('leaves the model its own order where none is named', async () => {
    const { search, searchRead } = setUp();
    await search({});
    expect(searchRead.mock.lastCall?.[1].order).toBeUndefined();
  });

  it('gives a table in place of records', async () => {
    const { search } = setUp([{ id: 1, name: false, active: false }]);
    expect(await search({ format: 'csv' })).toEqual({
      model: 'res.partner',
      count: 1,
      format: 'csv',
      text: 'id,name,active\r\n1,,false',
      has_more: false,
      total: 1,
    });
    expect(await search({ format: 'markdown' })).toMatchObject({ text: expect.stringContaining('| 1 |  | false |') });
  });

  it('gives html as it is stored or as its words', async () => {
    const { search } = setUp([{ id: 1, comment: '<p>a</p>' }]);
    expect(await search({})).toMatchObject({ records: [{ comment: '<p>a</p>' }] });
    expect(await search({ html: 'text' })).toMatchObject({ records: [{ comment: 'a' }] });
    const raw = await search({ html: 'raw' });
    expect(raw).toMatchObject({ records: [{ comment: '<p>a</p>' }], html: 'raw' });
    expect(odooSearch.toText?.(raw)).toContain('<p>a</p>');
    expect(odooSearch.toText?.(await search({}))).toContain('[1,"a"]');
  });

  it('refuses more rows than one answer may have', async () => {
    await expect(setUp().search({ limit: 101 })).rejects.toThrow('limit: at most 100 rows');
  });

  it('tells models what is left, and how to get it', async () => {
    const result = await setUp().search({ limit: 2, with_total: true });
    expect(odooSearch.toText?.(result)).toBe(
      [
        `res.partner: 2 rows of 120, more follow: narrow the domain or use cursor ${result.next_cursor}`,
        '["id","name","active"]',
        '[0,"Partner 0",true]',
        '[1,"Partner 1",true]',
      ].join('\n'),
    );
  });

  describe('tells what moments are in', () => {
    const row = { id: 1, create_date: '2026-05-01 08:00:00' };

    it('and the zone of the user, where a column holds any', async () => {
      const result = await setUp([row]).search({ fields: ['create_date'] });
      expect(result).toMatchObject({ moments: 'UTC', timezone: 'Europe/Brussels' });
      expect(odooSearch.toText?.(result)?.split('\n')[0]).toBe(
        "res.partner: 1 rows of 1, moments in UTC (user's zone Europe/Brussels)",
      );
      const csv = await setUp([row]).search({ fields: ['create_date'], format: 'csv' });
      expect(odooSearch.toText?.(csv)).toMatch(/^1 rows of 1, moments in UTC \(user's zone Europe\/Brussels\)\nid,/);
    });

    it.each([
      ['dates without a time', [{ id: 1, birthday: '2026-05-01' }], ['birthday']],
      ['no rows', [], ['create_date']],
    ])('and nothing of it with %s', async (_what, rows, fields) => {
      const result = await setUp(rows).search({ fields });
      expect(Object.keys(result)).not.toContain('moments');
      expect(odooSearch.toText?.(result)).not.toContain('UTC');
    });
  });

  describe('as a stream', () => {
    const page = [{ id: 1, name: 'Ann', active: false, comment: '<p>a</p>' }];

    function setUpPages() {
      const next = jest.fn<Promise<OdooRecord[] | undefined>, []>(async () => page);
      const pages = jest.fn<ReturnType<OdooReader['pages']>, Parameters<OdooReader['pages']>>(
        async (_model, query) => ({
          total: 5000,
          columns: ['id', ...query.fields],
          next,
        }),
      );
      const fieldsOf = async () => ({ name: { type: 'char' }, active: { type: 'boolean' }, email: { type: 'char' } });
      const context = { odoo: { pages }, schema: { fieldsOf }, principal: {} } as unknown as ToolContext<'read'>;
      const open = (args: object) =>
        odooSearch.pages?.(odooSearch.input.parse({ model: 'res.partner', ...args }), context, undefined);
      return { open, pages, next, context };
    }

    it('has all rows where no limit is named, however many one answer may have', async () => {
      const { open, pages } = setUpPages();
      const rows = await open({ fields: ['name', 'active'] });
      expect(rows).toMatchObject({ total: 5000, columns: ['id', 'name', 'active'], booleans: ['active'] });
      expect(pages.mock.calls).toEqual([
        [
          'res.partner',
          { domain: [], fields: ['name', 'active'], order: undefined, limit: undefined, after: undefined },
        ],
      ]);
      await open({ fields: ['name'], limit: 100_000 });
      expect(pages.mock.lastCall?.[1].limit).toBe(100_000);
    });

    it('takes a few telling fields where none are named', async () => {
      const { open, pages } = setUpPages();
      await open({});
      expect(pages.mock.lastCall?.[1].fields).toEqual(['id', 'email']);
    });

    it('orders rows that are equal too, and goes on where it is told', async () => {
      const { pages, context } = setUpPages();
      const after = { sent: 5, lastIds: [5] };
      const args = odooSearch.input.parse({ model: 'res.partner', order: 'name' });
      await odooSearch.pages?.(args, context, after);
      expect(pages.mock.lastCall?.[1]).toMatchObject({ order: 'name, id', after });
    });

    it('gives rows as Odoo has them, or html as its words', async () => {
      const { open, next } = setUpPages();
      expect(await (await open({}))?.next()).toEqual(page);
      expect(await (await open({ html: 'text' }))?.next()).toEqual([{ ...page[0], comment: 'a' }]);
      next.mockResolvedValueOnce(undefined);
      expect(await (await open({}))?.next()).toBeUndefined();
    });

    it.each([{ offset: 5 }, { cursor: 'abc' }, { format: 'csv' }])('takes no %j', async (args) => {
      const { open, pages } = setUpPages();
      await expect(open(args)).rejects.toThrow('A stream takes no offset, cursor or format');
      expect(pages).not.toHaveBeenCalled();
    });
  });
});
