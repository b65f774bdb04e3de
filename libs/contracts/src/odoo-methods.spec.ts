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

describe('signatureOf', () => {
  it.each(['constructor', 'toString', '__proto__', 'hasOwnProperty'])('knows no method called %s', (method) => {
    expect(signatureOf(method)).toBeUndefined();
  });
});
