import { faultOf, smallDatabase } from '../fixtures/small-database.js';
import type { Json, JsonObject } from '../orm/row.js';

const PARTNER = 'res.partner';
const TYPE = 'builtins.TypeError';

const in14 = smallDatabase(14);
const in19 = smallDatabase(19);

describe('a call that cannot be made', () => {
  test.each<[string, readonly Json[], JsonObject, readonly string[], readonly string[]]>([
    [
      'search',
      [],
      {},
      [TYPE, "search() missing 1 required positional argument: 'args'"],
      [TYPE, "BaseModel.search() missing 1 required positional argument: 'domain'"],
    ],
    [
      'search',
      [[]],
      { foo: 1 },
      [TYPE, "search() got an unexpected keyword argument 'foo'"],
      [TYPE, "BaseModel.search() got an unexpected keyword argument 'foo'"],
    ],
    [
      'search',
      [[], 0, 1, 'name', true, 5],
      {},
      [TYPE, 'search() takes from 2 to 6 positional arguments but 7 were given'],
      [TYPE, 'BaseModel.search() takes from 2 to 5 positional arguments but 7 were given'],
    ],
    [
      'write',
      [[1]],
      {},
      [TYPE, "write() missing 1 required positional argument: 'vals'"],
      [TYPE, "ResPartner.write() missing 1 required positional argument: 'vals'"],
    ],
    [
      'unlink',
      [[], 5],
      {},
      [TYPE, 'unlink() takes 1 positional argument but 2 were given'],
      [TYPE, 'MailThread.unlink() takes 1 positional argument but 2 were given'],
    ],
    [
      'read',
      [],
      {},
      ['builtins.IndexError', 'list index out of range'],
      ['builtins.IndexError', 'list index out of range'],
    ],
    [
      'frobnicate',
      [],
      {},
      ['builtins.AttributeError', "type object 'res.partner' has no attribute 'frobnicate'"],
      ['builtins.AttributeError', "The method 'res.partner.frobnicate' does not exist"],
    ],
    [
      '_search',
      [[]],
      {},
      ['odoo.exceptions.AccessError', 'Private methods (such as _search) cannot be called remotely.'],
      ['odoo.exceptions.AccessError', "Private methods (such as 'res.partner._search') cannot be called remotely."],
    ],
    [
      'search_fetch',
      [[]],
      {},
      ['builtins.AttributeError', "type object 'res.partner' has no attribute 'search_fetch'"],
      [
        'odoo.exceptions.AccessError',
        "Private methods (such as 'res.partner.search_fetch') cannot be called remotely.",
      ],
    ],
    [
      'read',
      [[1], ['foo']],
      {},
      ['builtins.ValueError', "Invalid field 'foo' on model 'res.partner'"],
      ['builtins.ValueError', "Invalid field 'foo' on 'res.partner'"],
    ],
    [
      'toString',
      [],
      {},
      ['builtins.AttributeError', expect.any(String)],
      ['builtins.AttributeError', expect.any(String)],
    ],
  ])('%s %j %j', (method, args, kwargs, said14, said19) => {
    expect(faultOf(() => in14.call(PARTNER, method, args, kwargs))).toEqual(said14);
    expect(faultOf(() => in19.call(PARTNER, method, args, kwargs))).toEqual(said19);
  });

  test('an unknown model is another error in each version', () => {
    expect(faultOf(() => in14.call('res.foo', 'search', [[]]))).toEqual(['builtins.KeyError', 'res.foo']);
    expect(faultOf(() => in19.call('res.foo', 'search', [[]]))[0]).toBe('werkzeug.exceptions.NotFound');
  });
});

describe.each([in14, in19])('reading, in $database.version', ({ call, database }) => {
  test('missing rows are absent, repeated ones repeated, and the id is always there', () => {
    expect(call(PARTNER, 'read', [[1, 999_999, 1], ['name']])).toEqual([
      { id: 1, name: 'My Company (San Francisco)' },
      { id: 1, name: 'My Company (San Francisco)' },
    ]);
    expect(call(PARTNER, 'read', [1, ['name']])).toHaveLength(1);
    expect(call(PARTNER, 'read', [[], ['name']])).toEqual([]);
  });

  test('load says whether a many2one has its name with it', () => {
    const read = (load: Json) => call(PARTNER, 'read', [[3], ['parent_id']], { load });
    expect(read('_classic_read')).toEqual([{ id: 3, parent_id: [1, 'My Company (San Francisco)'] }]);
    expect(read(null)).toEqual([{ id: 3, parent_id: 1 }]);
  });

  test('no fields means all of them', () => {
    const rows = call(PARTNER, 'search_read', [[['id', '=', 3]]]);
    const fields = call(PARTNER, 'fields_get', [], { attributes: ['type'] });
    expect(Object.keys(Array.isArray(rows) ? Object(rows[0]) : {}).toSorted()).toEqual(
      Object.keys(Object(fields)).toSorted(),
    );
  });

  test('name_search looks through names, addresses and numbers', () => {
    expect(call(PARTNER, 'name_search', ['MITCHELL'])).toEqual([[3, 'My Company (San Francisco), Mitchell Admin']]);
    expect(call(PARTNER, 'name_search', ['admin@example.com'])).toHaveLength(1);
    expect(call(PARTNER, 'name_search', [], { limit: 3 })).toHaveLength(3);
    expect(call(PARTNER, 'name_search', ['a', [['is_company', '=', true]]], { limit: 2 })).toHaveLength(2);
    expect(call('res.country', 'name_search', ['BE'])).toEqual([[2, 'Belgium']]);
    expect(call('res.partner.category', 'name_search', ['Services'])).toEqual([
      [4, 'Consulting Services'],
      [5, 'Consulting Services / Services'],
    ]);
  });

  test('passwords read as nothing', () => {
    expect(call('res.users', 'search_read', [[['login', '=', 'admin']], ['login', 'password', 'email']])).toEqual([
      { id: 2, login: 'admin', password: '', email: 'admin@example.com' },
    ]);
  });

  test('rights', () => {
    expect(faultOf(() => call(PARTNER, 'check_access_rights', ['foo']))).toEqual([
      'builtins.AssertionError',
      'Invalid access mode',
    ]);
    expect(call(PARTNER, 'check_access_rights', ['write', false])).toBe(true);
    expect(call(PARTNER, 'check_access_rights', ['write'])).toBe(database.version === 14 ? true : undefined);
    expect(call(PARTNER, 'check_access_rule', [[1], 'read'])).toBeUndefined();
  });

  test('methods that return nothing', () => {
    expect(call(PARTNER, 'action_archive', [[10]])).toBeUndefined();
    expect(call(PARTNER, 'read', [[10], ['active']])).toEqual([{ id: 10, active: false }]);
    expect(call(PARTNER, 'toggle_active', [[10]])).toBeUndefined();
    expect(call(PARTNER, 'read', [[10], ['active']])).toEqual([{ id: 10, active: true }]);
  });

  test('name_create', () => {
    expect(call('res.partner.category', 'name_create', ['Fresh'])).toEqual([expect.any(Number), 'Fresh']);
  });
});

describe('what one version has and the other has not', () => {
  test('methods', () => {
    expect(in14.call(PARTNER, 'name_get', [[1]])).toEqual([[1, 'My Company (San Francisco)']]);
    expect(in19.call(PARTNER, 'has_access', [[], 'write'])).toBe(true);
    expect(in19.callAsDemo('res.company', 'has_access', [[], 'write'])).toBe(false);
    expect(in14.call(PARTNER, 'search', [[], 0, 0, 'id', true])).toBe(40);
    expect(in19.call(PARTNER, 'search_count', [[]], { limit: 3 })).toBe(3);
    expect(faultOf(() => in14.call(PARTNER, 'search_count', [[]], { limit: 3 }))[0]).toBe(TYPE);
  });

  test('fields', () => {
    const fields = (one: typeof in14) =>
      Object(one.call(PARTNER, 'fields_get', [['mobile', 'complete_name', 'comment']]));
    expect(fields(in14)).toMatchObject({ mobile: { type: 'char' }, comment: { type: 'text' } });
    expect(fields(in19)).toMatchObject({ complete_name: { type: 'char', store: true }, comment: { type: 'html' } });
    expect(Object.keys(fields(in14))).not.toContain('complete_name');
    expect(Object.keys(fields(in19))).not.toContain('mobile');
  });

  test('ir.model is for administrators in 19, where everybody can ask for the models to choose from', () => {
    const models = (one: typeof in14) => one.callAsDemo('ir.model', 'search_read', [[], ['model']]);
    expect(models(in14)).toContainEqual({ id: 1, model: 'res.partner' });
    expect(faultOf(() => models(in19))[0]).toBe('odoo.exceptions.AccessError');
    expect(in19.callAsDemo('ir.model', 'get_available_models')).toContainEqual({
      display_name: 'Contact',
      model: 'res.partner',
    });
    expect(in19.callAsDemo('ir.model', 'get_available_models')).not.toContainEqual({
      display_name: 'Models',
      model: 'ir.model',
    });
  });
});

describe('fields_get', () => {
  test('tells what a form needs to know', () => {
    expect(in19.call('sale.order', 'fields_get', [['state', 'order_line', 'amount_total']])).toMatchObject({
      state: { type: 'selection', readonly: true, selection: expect.arrayContaining([['draft', 'Quotation']]) },
      order_line: { type: 'one2many', relation: 'sale.order.line', relation_field: 'order_id', sortable: false },
      amount_total: { type: 'monetary', currency_field: 'currency_id', aggregator: 'sum', store: true },
    });
    expect(in14.call('sale.order', 'fields_get', [['amount_total']])).toMatchObject({
      amount_total: { group_operator: 'sum' },
    });
  });

  test('leaves out what was not asked for, and passes over names that it does not know', () => {
    expect(
      in19.call(PARTNER, 'fields_get', [
        ['name', 'nope'],
        ['type', 'nope'],
      ]),
    ).toEqual({ name: { type: 'char' } });
    expect(in19.call(PARTNER, 'fields_get', [], { allfields: ['name'], attributes: ['string'] })).toEqual({
      name: { string: 'Name' },
    });
  });

  test('a password is no column', () => {
    expect(in19.call('res.users', 'fields_get', [['password'], ['store', 'searchable', 'sortable']])).toEqual({
      password: { store: false, searchable: false, sortable: false },
    });
  });
});
