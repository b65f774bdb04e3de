import { InvalidArguments } from '#libs/contracts';
import { aggregatedPaths, isAbsent, pathsOfArgument } from './argument-readers.js';

const limits = { maxLeaves: 3, maxDepth: 2 };
const short = (paths: ReturnType<typeof pathsOfArgument>) => paths.map(({ use, path }) => `${use}:${path}`);
const pathsOf = (parameter: string, value: unknown) => short(pathsOfArgument(parameter, value, limits));

describe('pathsOfArgument', () => {
  it.each<[string, unknown, string[]]>([
    ['domain', [['user_id.login', '=', 'x']], ['domain:user_id.login']],
    ['args', [['name', '=', 'x']], ['domain:name']],
    ['category_domain', [], []],
    ['having', ['|', ['amount:sum', '>', 1], ['__count', '>', 1]], ['domain:amount']],
    ['fields', ['name', '__last_update'], ['fields:name', 'fields:__last_update']],
    ['allfields', ['password'], []],
    ['specification', { user_id: {} }, ['fields:user_id']],
    ['specification', ['name'], ['fields:name']],
    ['groupby', 'date:month', ['group:date']],
    ['groupby', ['date:month', 'user_id.login', '__count'], ['group:date', 'group:user_id.login']],
    ['aggregates', ['amount:array_agg', '__count'], ['group:amount']],
    ['order', 'user_id.login DESC NULLS LAST, id', ['order:user_id.login', 'order:id']],
    ['orderby', 'amount:sum desc, __count', ['order:amount']],
    ['progress_bar', { field: 'state', sum_field: false }, ['group:state']],
    ['name', 'Azure', []],
    ['view_id', false, []],
    [
      'views',
      [
        [false, 'form'],
        [null, 'list'],
      ],
      [],
    ],
    ['limit', 7, []],
  ])('reads %s of %j', (parameter, value, paths) => {
    expect(pathsOf(parameter, value)).toEqual(paths);
  });

  it.each([
    'fields',
    'specification',
    'groupby',
    'order',
    'having',
    'progress_bar',
    'name',
    'unfold_read_specification',
  ])('takes nothing for %s that was not given', (parameter) => {
    expect([undefined, null, false].flatMap((nothing) => pathsOf(parameter, nothing))).toEqual([]);
  });

  it.each(['domain', 'args', 'category_domain', 'filter_domain', 'search_domain'])(
    'does not take nothing for %s, which may be everything to Odoo',
    (parameter) => {
      for (const nothing of [undefined, null, false]) {
        expect(() => pathsOf(parameter, nothing)).toThrow(InvalidArguments);
      }
    },
  );

  it.each<[string, unknown]>([
    ['no_such_argument', 1],
    ['constructor', {}],
    ['__proto__', {}],
    ['domain', [['a', 'any!', []]]],
    [
      'domain',
      [
        ['a', '=', 1],
        ['b', '=', 1],
        ['c', '=', 1],
        ['d', '=', 1],
      ],
    ],
    ['domain', [['a', 'any', [['b', 'any', [['c', '=', 1]]]]]]],
    ['having', [['amount:sum', '>', [1]]]],
    ['having', [['amount:sum(other)', '>', 1]]],
    ['having', [['amount:sum', 'any', [['password', '=', 'x']]]]],
    ['having', 'amount > 1'],
    ['having', Array.from({ length: 4 }, () => '!')],
    ['fields', 'name'],
    ['fields', ['user_id.login']],
    ['fields', ['name:x']],
    ['fields', [['name']]],
    ['fields', { name: true }],
    ['allfields', ['user_id.login']],
    ['groupby', ['password:x(name)']],
    ['groupby', ['date:month:x']],
    ['groupby', ['Date']],
    ['groupby', [7]],
    ['groupby', [['name']]],
    ['groupby', { name: 1 }],
    ['aggregates', ['other:sum(password)']],
    ['aggregates', ['amount:SUM']],
    ['order', 'amount:sum(password) desc'],
    ['order', 'name; drop table x'],
    ['order', ''],
    ['order', ['name']],
    ['progress_bar', { field: ['name'] }],
    ['name', [['password', '=like', 'a%']]],
    ['name', { a: 1 }],
    ['name', 7],
    ['view_id', 7],
    ['view_id', 'base.view_users_form'],
    ['views', [[7, 'form']]],
    ['views', [[false, 'form', 7]]],
    ['views', [[false]]],
    ['views', ['form']],
    ['views', { form: 7 }],
  ])('refuses %s of %j', (parameter, value) => {
    expect(() => pathsOf(parameter, value)).toThrow(InvalidArguments);
  });

  it('does not repeat values in what it says', () => {
    for (const parameter of ['fields', 'order', 'groupby', 'vals', 'having', 'name', 'domain']) {
      expect(() => pathsOf(parameter, [{ 'Canary!': 'canary-9f2c' }])).toThrow(
        expect.objectContaining({ message: expect.not.stringMatching(/canary/i) as string }),
      );
    }
  });
});

describe('aggregatedPaths', () => {
  it('finds the field behind the name that an aggregate has in the answer', () => {
    const paths = short(aggregatedPaths(['name', 'amount:sum', 'top:max(credit)', '__count:count(id)']));
    expect(paths).toEqual(['fields:name', 'fields:amount', 'fields:credit', 'fields:id']);
  });

  it.each([['x'], [[7]], [['a:max(b.c)']], [['a:max(b)x']], [['a:max()']], [['a.b:max(c)']], [{}]])(
    'refuses %j',
    (value) => {
      expect(() => aggregatedPaths(value)).toThrow(InvalidArguments);
    },
  );
});

describe('isAbsent', () => {
  it('is what Odoo takes for "not given"', () => {
    expect([undefined, null, false].map(isAbsent)).toEqual([true, true, true]);
    expect([0, '', [], {}].map(isAbsent)).toEqual([false, false, false, false]);
  });
});
