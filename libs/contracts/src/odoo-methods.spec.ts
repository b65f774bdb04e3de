import { InvalidArguments } from './errors.js';
import { nameArguments, signatureOf } from './odoo-methods.js';
import type { Operation } from './operation.js';

function operation(method: string, args: unknown[], kwargs: Operation['kwargs'] = {}): Operation {
  return { model: 'res.partner', method, args, kwargs };
}

const domain = [['name', '=', 'x']];

describe('nameArguments', () => {
  it.each<[string, Operation, unknown]>([
    ['positional', operation('search', [domain, 20, 10, 'id']), { domain, offset: 20, limit: 10, order: 'id' }],
    ['by name', operation('search_read', [], { domain, fields: ['id'] }), { domain, fields: ['id'] }],
    ['both ways', operation('search_read', [domain], { fields: ['id'] }), { domain, fields: ['id'] }],
    ['none', operation('fields_get', []), {}],
    ['values', operation('create', [[{ name: 'x' }]]), { vals_list: [{ name: 'x' }] }],
    ['unknown ones by name', operation('search', [], { foo: 1 }), { foo: 1 }],
  ])('names arguments that are given %s', (_how, given, named) => {
    expect(nameArguments(given)).toEqual({ ids: undefined, named });
  });

  it.each<[string, Operation, readonly number[], unknown]>([
    ['first', operation('read', [[1, 2], ['name']]), [1, 2], { fields: ['name'] }],
    ['first, with the rest by name', operation('read', [[1]], { fields: ['name'] }), [1], { fields: ['name'] }],
    ['as one number', operation('unlink', [7]), [7], {}],
    ['by name', operation('write', [], { ids: [3], vals: { name: 'x' } }), [3], { vals: { name: 'x' } }],
    ['as an empty list', operation('unlink', [[]]), [], {}],
  ])('takes ids %s', (_how, given, ids, named) => {
    expect(nameArguments(given)).toEqual({ ids, named });
  });

  it('does not change the operation that it reads', () => {
    const kwargs = Object.freeze({ ids: [3], fields: ['name'] });
    nameArguments(operation('read', [], kwargs));
    expect(kwargs).toEqual({ ids: [3], fields: ['name'] });
  });

  it.each<[string, Operation, RegExp]>([
    ['too many arguments', operation('search_count', [domain, 1, 2]), /search_count takes 2 arguments, not 3/],
    ['too many after the ids', operation('unlink', [[1], 'x']), /unlink takes 0 arguments, not 1/],
    ['one given twice', operation('search', [domain], { domain: [] }), /"domain" twice/],
    ['ids given twice', operation('unlink', [[1]], { ids: [2] }), /"ids" twice/],
    ['ids that are text', operation('read', ['1,2', ['name']]), /list of ids/],
    ['ids that are an object', operation('read', [{ id: 1 }, ['name']]), /list of ids/],
    ['no ids at all', operation('unlink', []), /list of ids/],
    ['ids that are null', operation('unlink', [null]), /list of ids/],
  ])('refuses %s', (_what, given, message) => {
    expect(() => nameArguments(given)).toThrow(InvalidArguments);
    expect(() => nameArguments(given)).toThrow(message);
  });

  it('cannot name the positional arguments of a method that it does not know', () => {
    expect(nameArguments(operation('action_confirm', [[1]]))).toBeUndefined();
    expect(nameArguments(operation('action_confirm', [], { ids: [1] }))).toEqual({
      ids: undefined,
      named: { ids: [1] },
    });
  });
});

describe('what versions call the same places', () => {
  it.each<[string, Operation, unknown]>([
    ['name_search', operation('name_search', ['x', domain, '=', 5]), { name: 'x', domain, operator: '=', limit: 5 }],
    ['name_search of 14 by name', operation('name_search', ['x'], { args: domain }), { name: 'x', args: domain }],
    [
      'read_group',
      operation('read_group', [domain, ['a'], ['b'], 1, 2, 'b', false]),
      { domain, fields: ['a'], groupby: ['b'], offset: 1, limit: 2, orderby: 'b', lazy: false },
    ],
    [
      'formatted_read_group',
      operation('formatted_read_group', [domain, ['b'], ['a:sum'], [], 1, 2, 'b']),
      { domain, groupby: ['b'], aggregates: ['a:sum'], having: [], offset: 1, limit: 2, order: 'b' },
    ],
    [
      'web_search_read of 14, with its fields by name',
      operation('web_search_read', [domain], { fields: ['a'], count_limit: 9 }),
      { domain, fields: ['a'], count_limit: 9 },
    ],
    [
      'web_read_group of 14, its fields under the name that 19 has for the place',
      operation('web_read_group', [domain, ['a'], ['b'], 2, 1, 'b']),
      { domain, groupby: ['a'], aggregates: ['b'], limit: 2, offset: 1, order: 'b' },
    ],
    ['get_views', operation('get_views', [[[false, 'form']], {}]), { views: [[false, 'form']], options: {} }],
    [
      'check_access_rights',
      operation('check_access_rights', ['read', false]),
      { operation: 'read', raise_exception: false },
    ],
    [
      'search_panel_select_range',
      operation('search_panel_select_range', ['user_id'], { comodel_domain: domain }),
      { field_name: 'user_id', comodel_domain: domain },
    ],
    ['name_create', operation('name_create', ['x']), { name: 'x' }],
  ])('%s', (_what, given, named) => {
    expect(nameArguments(given)).toEqual({ ids: undefined, named });
  });

  it.each<[string, Operation, unknown]>([
    ['web_read', operation('web_read', [[1], { name: {} }]), { specification: { name: {} } }],
    [
      'web_save',
      operation('web_save', [[1], { a: 1 }, { b: {} }, 7]),
      { vals: { a: 1 }, specification: { b: {} }, next_id: 7 },
    ],
    ['copy', operation('copy', [[1], { name: 'x' }]), { default: { name: 'x' } }],
    ['has_access', operation('has_access', [[1], 'read']), { operation: 'read' }],
    ['name_get', operation('name_get', [[1]]), {}],
    ['get_metadata', operation('get_metadata', [[1]]), {}],
    ['get_external_id', operation('get_external_id', [], { ids: [1] }), {}],
  ])('%s, on records', (_what, given, named) => {
    expect(nameArguments(given)).toEqual({ ids: [1], named });
  });

  it('has no place for what only one version takes by name', () => {
    expect(() => nameArguments(operation('web_read_group', [[], [], [], 1, 0, 'a', true]))).toThrow(InvalidArguments);
    expect(() => nameArguments(operation('search_panel_select_range', ['user_id', []]))).toThrow(InvalidArguments);
  });
});

describe('signatureOf', () => {
  it('tells methods on records from those on models', () => {
    expect(['read', 'web_read', 'unlink', 'copy', 'web_save'].map((name) => signatureOf(name)?.onRecords)).toEqual(
      Array.from({ length: 5 }, () => true),
    );
    expect(['search', 'create', 'name_search', 'get_views'].map((name) => signatureOf(name)?.onRecords)).toEqual(
      Array.from({ length: 4 }, () => false),
    );
  });

  it.each(['constructor', 'toString', '__proto__', 'hasOwnProperty'])('knows no method called %s', (method) => {
    expect(signatureOf(method)).toBeUndefined();
  });
});
