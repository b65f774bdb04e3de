import { InvalidArguments, type Operation } from '#libs/contracts';
import { fieldPathsOf } from './field-paths.js';

const limits = { maxLeaves: 20, maxDepth: 3 };

function operation(method: string, args: unknown[], kwargs: Operation['kwargs'] = {}): Operation {
  return { model: 'res.partner', method, args, kwargs };
}

/** Paths in short: `use:path`. */
const pathsOf = (given: Operation) => fieldPathsOf(given, limits).map(({ use, path }) => `${use}:${path}`);

describe('fieldPathsOf', () => {
  it.each<[string, Operation, string[]]>([
    ['a domain by place', operation('search', [[['name', '=', 'x']]]), ['domain:name']],
    [
      'a domain by name',
      operation('search_count', [], { domain: [['country_id.code', '=', 'x']] }),
      ['domain:country_id.code'],
    ],
    [
      'a sub-domain',
      operation('search', [[['user_ids', 'any', [['password', 'like', 'a']]]]]),
      ['domain:user_ids', 'domain:user_ids.password'],
    ],
    [
      'order',
      operation('search', [[]], { order: 'user_id.password desc, id' }),
      ['order:user_id.password', 'order:id'],
    ],
    ['order by place', operation('search', [[], 0, 1, 'name']), ['order:name']],
    ['fields', operation('search_read', [[], ['name', 'email']]), ['fields:name', 'fields:email']],
    ['fields of read', operation('read', [[1]], { fields: ['name'] }), ['fields:name']],
    ['fields to describe', operation('fields_get', [['name']]), ['fields:name']],
    ['all fields to describe', operation('fields_get', [], { attributes: ['type'] }), []],
    ['values', operation('write', [[1], { name: 'x', user_id: 7 }]), ['values:name', 'values:user_id']],
    ['values of many', operation('create', [[{ name: 'x' }, { email: 'y' }]]), ['values:name', 'values:email']],
    ['values of one', operation('create', [{ name: 'x' }]), ['values:name']],
    ['nothing', operation('unlink', [[1]]), []],
    ['what names no field', operation('search', [[], 0, 10], { context: { lang: 'fr' } }), []],
  ])('finds %s', (_what, given, paths) => {
    expect(pathsOf(given)).toEqual(paths);
  });

  it.each<[string, unknown, string[]]>([
    ['a new record', [0, 0, { login: 'x' }], ['values:user_ids', 'values:user_ids.id', 'values:user_ids.login']],
    ['a new record without values', [0, 0, {}], ['values:user_ids', 'values:user_ids.id']],
    ['a change', [1, 7, { password: 'x' }], ['values:user_ids', 'values:user_ids.id', 'values:user_ids.password']],
    ['a deletion', [2, 7, 0], ['values:user_ids', 'values:user_ids.id']],
    ['an unlinking', [3, 7], ['values:user_ids', 'links:user_ids.id']],
    ['a link', [4, 7, 0], ['values:user_ids', 'links:user_ids.id']],
    ['an emptying', [5], ['values:user_ids', 'links:user_ids.id']],
    ['a replacing', [6, 0, [7, 8]], ['values:user_ids', 'links:user_ids.id']],
  ])('follows x2many commands: %s', (_what, command, paths) => {
    expect(pathsOf(operation('write', [[1], { user_ids: [command] }]))).toEqual(paths);
  });

  it.each([[[7, 8]], [['7']], [false], [null]])('takes %j for links, should the field hold records', (value) => {
    expect(pathsOf(operation('write', [[1], { user_ids: value }]))).toEqual(['values:user_ids', 'links:user_ids.id']);
  });

  it('follows commands eight levels deep and no deeper', () => {
    expect(pathsOf(operation('write', [[1], nested(8)]))).toHaveLength(15);
    expect(() => pathsOf(operation('write', [[1], nested(9)]))).toThrow(InvalidArguments);
    expect(() => pathsOf(operation('write', [[1], nested(10_000)]))).toThrow(/too many levels/);
  });

  it('follows commands inside commands', () => {
    const values = { line_ids: [[0, 0, { tax_ids: [[1, 2, { secret: 'x' }]] }]] };
    expect(pathsOf(operation('write', [[1], values]))).toContain('values:line_ids.tax_ids.secret');
  });

  it.each<[string, unknown]>([
    ['true for 1, which Python takes for the same', [true, 7, { password: 'x' }]],
    ['false for 0', [false, 0, { password: 'x' }]],
    ['a number that is no command', [7, 1, { password: 'x' }]],
    ['a negative one', [-1, 1, {}]],
    ['a broken one', [0.5, 1, {}]],
    ['text', ['0', 0, { password: 'x' }]],
    ['text by name', ['create', 0, { password: 'x' }]],
    ['an empty command', []],
    ['a new record without any place for values', [0, 0]],
    ['values that are a list', [1, 7, [['password', 'x']]]],
    ['values that are text', [1, 7, 'password']],
  ])('refuses x2many commands that cannot be read with certainty: %s', (_what, command) => {
    expect(() => pathsOf(operation('write', [[1], { user_ids: [command] }]))).toThrow(InvalidArguments);
    expect(() => pathsOf(operation('write', [[1], { user_ids: [[4, 1], command] }]))).toThrow(InvalidArguments);
  });

  it('takes lists of objects, which properties are, for no commands', () => {
    const values = { lead_properties: [{ name: 'a1', type: 'char', value: 'x' }] };
    expect(pathsOf(operation('write', [[1], values]))).toEqual(['values:lead_properties', 'links:lead_properties.id']);
  });

  it.each<[string, Operation, RegExp]>([
    ['an argument that the method does not have', operation('search', [[]], { fields: ['x'] }), /no argument "fields"/],
    ['one that no method has', operation('search_read', [[], ['id']], { groupby: ['x'] }), /no argument "groupby"/],
    ['one called like a member of every object', operation('search', [[]], { constructor: 1 }), /no argument/],
    ['ids given to a method on models', operation('search', [[]], { ids: [1] }), /no argument "ids"/],
    ['search_read without fields', operation('search_read', [[]]), /needs a list of fields/],
    ['read without fields', operation('read', [[1]]), /needs a list of fields/],
    ['an empty list of fields', operation('read', [[1], []]), /needs a list of fields/],
    ['fields that are null', operation('read', [[1], null]), /needs a list of fields/],
    ['fields that are text', operation('read', [[1], 'password']), /needs a list of fields/],
    ['a star', operation('read', [[1], ['*']]), /list of field names/],
    ['a dotted field', operation('read', [[1], ['user_id.password']]), /list of field names/],
    ['a field in other letters', operation('read', [[1], ['Password']]), /list of field names/],
    ['fields to describe that are null', operation('fields_get', [null]), /list of field names/],
    ['a domain that is text', operation('search', ['[]']), /must be a list of conditions/],
    ['a domain that is null', operation('search', [null]), /must be a list of conditions/],
    [
      'a domain that is too large',
      operation('search', [Array.from({ length: 21 }, () => ['a', '=', 1])]),
      /20 allowed/,
    ],
    ['an order that is no order', operation('search', [[]], { order: 'name; drop' }), /"order" must look like/],
    ['an order that is a list', operation('search', [[]], { order: ['name'] }), /"order" must look like/],
    ['values that are a list', operation('write', [[1], [['name', 'x']]]), /Values must be an object/],
    ['values that are null', operation('write', [[1], null]), /Values must be an object/],
    ['a value under a name in other letters', operation('write', [[1], { Password: 'x' }]), /field names/],
    ['a dotted value', operation('write', [[1], { 'user_id.password': 'x' }]), /field names/],
    ['ids that are text', operation('read', [['1'], ['name']]), /whole numbers/],
    ['ids that are broken', operation('read', [[1.5], ['name']]), /whole numbers/],
    ['ids that are lists', operation('unlink', [[[1]]]), /whole numbers/],
    ['a method that it does not know', operation('action_confirm', [], { ids: [1] }), /cannot be read/],
    ['its positional arguments', operation('web_read', [[1], {}]), /cannot be read/],
  ])('refuses %s', (_what, given, message) => {
    expect(() => pathsOf(given)).toThrow(InvalidArguments);
    expect(() => pathsOf(given)).toThrow(message);
  });
});

function nested(levels: number): Record<string, unknown> {
  let values: Record<string, unknown> = { name: 'x' };
  for (let level = 1; level < levels; level += 1) values = { child_ids: [[0, 0, values]] };
  return values;
}
