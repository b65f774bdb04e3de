import { type OdooRecord, OdooRejected } from '#libs/contracts';
import { WriterClient } from '#libs/odoo';
import { refusalOf } from './refusal.js';
import { NO_SUCH_ID, only, type Stage } from './stage.js';

const MOMENT = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/;

export function readingContract(stage: Stage): void {
  const domain = [['ref', '=', stage.token]];

  test('version', async () => {
    const { version, major } = await stage.admin.serverInfo();
    expect(major).toBe(stage.major);
    expect(version).toMatch(new RegExp(`^${stage.major}\\.0`));
    expect(stage.admin.transportKind).toBe(stage.transport);
  });

  describe('search', () => {
    const found = async (query: object) =>
      stage.keysOf(await stage.reader.search('res.partner', { domain, order: 'id', ...query }));

    test('answers ids in the order asked for', async () => {
      expect(await found({})).toEqual(['atelier', 'baeckerei', 'ada', 'bruno', 'chloe']);
      expect(await found({ order: 'id desc' })).toEqual(['chloe', 'bruno', 'ada', 'baeckerei', 'atelier']);
    });

    test('takes a window', async () => {
      expect(await found({ limit: 2 })).toEqual(['atelier', 'baeckerei']);
      expect(await found({ limit: 2, offset: 3 })).toEqual(['bruno', 'chloe']);
      expect(await found({ offset: 4 })).toEqual(['chloe']);
      expect(await found({ offset: 50 })).toEqual([]);
    });

    test('without an order takes the same one as search_read', async () => {
      const rows = await stage.reader.searchRead('res.partner', { domain, fields: ['name'] });
      expect(await found({ order: undefined })).toEqual(stage.keysOf(rows.map((row) => row['id'] as number)));
    });

    test.each([
      ['color desc', ['baeckerei', 'bruno', 'atelier', 'ada', 'chloe']],
      ['is_company desc, color', ['atelier', 'baeckerei', 'chloe', 'ada', 'bruno']],
      // A many2one sorts by its model's own order, and nothing comes last.
      ['country_id, color desc', ['atelier', 'ada', 'baeckerei', 'chloe', 'bruno']],
      ['country_id desc, id desc', ['bruno', 'chloe', 'baeckerei', 'ada', 'atelier']],
      ['type desc, color asc', ['chloe', 'ada', 'bruno', 'atelier', 'baeckerei']],
      ['  ref ,  color   DESC ', ['baeckerei', 'bruno', 'atelier', 'ada', 'chloe']],
    ])('orders by %s', async (order, expected) => {
      expect(await found({ order })).toEqual(expected);
    });
  });

  test('places for nothing in an order, which 14 refuses', async () => {
    const order = 'function DESC NULLS LAST, id';
    const search = stage.reader.search('res.partner', { domain, order });
    if (stage.major === 14) expect(await refusalOf(search)).toBeInstanceOf(OdooRejected);
    else expect(stage.keysOf(await search).slice(-2)).toEqual(['atelier', 'baeckerei']);
  });

  test('search_count', async () => {
    expect(await stage.reader.searchCount('res.partner', domain)).toBe(5);
    expect(await stage.reader.searchCount('res.partner', [...domain, ['color', '>', 100]])).toBe(0);
  });

  describe('search_read', () => {
    const rowOf = async (key: string, fields: readonly string[]): Promise<OdooRecord> =>
      only(await stage.reader.searchRead('res.partner', { domain: [['id', '=', stage.id(key)]], fields }));

    test('answers the fields asked for, and the id', async () => {
      const row = await rowOf('ada', ['name', 'color']);
      expect(row).toEqual({ id: stage.id('ada'), name: `${stage.token} ada`, color: 1 });
    });

    test('a many2one is its id and its name', async () => {
      const row = await rowOf('ada', ['country_id', 'parent_id']);
      expect(row['country_id']).toEqual([stage.id('BE'), 'Belgium']);
      expect(row['parent_id']).toEqual([stage.id('atelier'), `${stage.token} atelier`]);
    });

    test('what is empty is false', async () => {
      const row = await rowOf('bruno', ['email', 'country_id', 'street', 'is_company', 'category_id']);
      const nothing = { email: false, country_id: false, street: false, is_company: false };
      expect(row).toEqual({ id: stage.id('bruno'), ...nothing, category_id: [] });
    });

    test('booleans, numbers, choices, many2many and moments', async () => {
      const row = await rowOf('baeckerei', ['is_company', 'active', 'color', 'type', 'category_id', 'create_date']);
      expect(row).toMatchObject({ is_company: true, active: true, color: 7, type: 'contact' });
      expect(new Set(row['category_id'] as number[])).toEqual(new Set([stage.id('oak'), stage.id('glass')]));
      expect(row['create_date']).toMatch(MOMENT);
    });

    test('takes a window and an order', async () => {
      const query = { domain, fields: ['color'], order: 'color desc', limit: 2, offset: 1 };
      const rows = await stage.reader.searchRead('res.partner', query);
      expect(rows.map((row) => row['color'])).toEqual([5, 3]);
    });
  });

  describe('read', () => {
    test('answers the records in the order of the ids', async () => {
      const rows = await stage.reader.read('res.partner', stage.partnerIds('bruno', 'atelier', 'ada'), ['color']);
      expect(rows.map((row) => row['color'])).toEqual([5, 3, 1]);
    });

    test('leaves out what is missing, without an error', async () => {
      const ids = [stage.id('bruno'), NO_SUCH_ID, stage.id('ada')];
      const rows = await stage.reader.read('res.partner', ids, ['name']);
      expect(rows.map((row) => row['id'])).toEqual(stage.partnerIds('bruno', 'ada'));
      expect(await stage.reader.read('res.partner', [NO_SUCH_ID], ['name'])).toEqual([]);
    });

    test('answers archived records too', async () => {
      expect(await stage.readOne('res.partner', stage.id('zed'), ['active'])).toMatchObject({ active: false });
    });

    test('answers a record as often as it is named', async () => {
      const rows = await stage.reader.read('res.partner', stage.partnerIds('ada', 'ada'), ['color']);
      expect(rows.map((row) => row['color'])).toEqual([1, 1]);
    });

    test('of no ids answers no rows', async () => {
      expect(await stage.reader.read('res.partner', [], ['name'])).toEqual([]);
    });
  });

  describe('fields_get', () => {
    test('answers every field', async () => {
      const fields = await stage.reader.fieldsGet('res.partner');
      expect(fields).toMatchObject({
        id: { type: 'integer', readonly: true },
        name: { type: 'char', store: true },
        is_company: { type: 'boolean' },
        country_id: { type: 'many2one', relation: 'res.country' },
        child_ids: { type: 'one2many', relation: 'res.partner', relation_field: 'parent_id' },
        category_id: { type: 'many2many', relation: 'res.partner.category' },
        create_date: { type: 'datetime', readonly: true },
      });
      expect(typeof fields['name']?.string).toBe('string');
      expect(fields['type']?.['selection']).toContainEqual(['invoice', expect.any(String)]);
    });

    test('answers some fields, and nothing for a name that is none', async () => {
      const fields = await stage.reader.fieldsGet('res.partner', ['name', 'country_id', 'no_such_field']);
      expect(Object.keys(fields).sort()).toEqual(['country_id', 'name']);
    });

    test('answers the attributes asked for', async () => {
      const attributes = ['type', 'relation', 'required'];
      const fields = await stage.reader.fieldsGet('res.company', ['name', 'partner_id'], attributes);
      expect(fields).toEqual({
        name: { type: 'char', required: true },
        partner_id: { type: 'many2one', relation: 'res.partner', required: true },
      });
    });

    test('says what is computed and what is stored', async () => {
      const attributes = ['type', 'readonly', 'store', 'currency_field'];
      const fields = await stage.reader.fieldsGet('sale.order', ['amount_total', 'state', 'partner_id'], attributes);
      expect(fields).toMatchObject({
        amount_total: { type: 'monetary', readonly: true, store: true, currency_field: 'currency_id' },
        state: { type: 'selection', readonly: true, store: true },
        partner_id: { type: 'many2one', store: true },
      });
    });

    test('says which fields are those of another record, on 14 as a list', async () => {
      const { email, login } = await stage.reader.fieldsGet('res.users', ['email', 'login'], ['related', 'store']);
      expect(email).toEqual({
        store: false,
        related: stage.major === 14 ? ['partner_id', 'email'] : 'partner_id.email',
      });
      expect(login).toEqual({ store: true });
    });

    test('is kept by the schema, for users with few rights too', async () => {
      const fields = await stage.demo.schema.fieldsOf('res.country');
      expect(fields['code']).toMatchObject({ type: 'char', store: true, searchable: true, sortable: true });
      expect(await stage.demo.schema.fieldsOf('res.country')).toBe(fields);
    });
  });

  test('the language and the zone of the user', async () => {
    expect(await stage.admin.userContext()).toEqual({ lang: 'en_US', timezone: 'Europe/Brussels' });
    expect(await stage.demo.userContext()).toEqual({ lang: 'en_US', timezone: 'Europe/Brussels' });
  });

  test('a user with few rights reads what it may', async () => {
    const reader = new WriterClient(stage.demo);
    expect(await reader.searchCount('res.country', [['code', '=', 'BE']])).toBe(1);
    expect(await reader.searchCount('res.partner', domain)).toBe(5);
  });
}
