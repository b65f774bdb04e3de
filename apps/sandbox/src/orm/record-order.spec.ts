import { faultOf, smallDatabase } from '../fixtures/small-database.js';

const PARTNER = 'res.partner';

function stage(version: 14 | 19) {
  const { call } = smallDatabase(version);
  const make = (values: Record<string, string | number>) =>
    Number(call(PARTNER, 'create', [{ ref: 'order', ...values }]));
  const ids = {
    noCountry: make({ name: 'b' }),
    belgian: make({ name: 'a', country_id: 2, color: 2 }),
    austrian: make({ name: 'c', country_id: 9, color: 2 }),
  };
  const names = new Map(Object.entries(ids).map(([name, id]) => [id, name]));
  const ordered = (order?: string, rest = {}) => {
    const found = call(PARTNER, 'search', [[['ref', '=', 'order']]], {
      ...(order === undefined ? {} : { order }),
      ...rest,
    });
    return Array.isArray(found) ? found.map((id) => names.get(Number(id))) : found;
  };
  return { call, ordered };
}

describe.each([14, 19] as const)('order in %d', (version) => {
  const { call, ordered } = stage(version);

  test.each([
    [undefined, ['belgian', 'noCountry', 'austrian']],
    ['', ['belgian', 'noCountry', 'austrian']],
    ['name desc', ['austrian', 'noCountry', 'belgian']],
    ['id', ['noCountry', 'belgian', 'austrian']],
    ['color desc, name desc', ['austrian', 'belgian', 'noCountry']],
    // By the other model's own order, which is its name; without one comes last, or first when descending.
    ['country_id', ['austrian', 'belgian', 'noCountry']],
    ['country_id desc', ['noCountry', 'belgian', 'austrian']],
    ['  color ,name  asc ', ['noCountry', 'belgian', 'austrian']],
  ])('%j', (order, expected) => {
    expect(ordered(order)).toEqual(expected);
  });

  test('a window over the order', () => {
    expect(ordered('id', { limit: 2 })).toEqual(['noCountry', 'belgian']);
    expect(ordered('id', { offset: 1, limit: 1 })).toEqual(['belgian']);
    expect(ordered('id', { offset: 5 })).toEqual([]);
    expect(ordered('id', { limit: 0 })).toHaveLength(3);
  });

  test('a new record finds its place in an order that was asked for before', () => {
    call(PARTNER, 'create', [{ name: 'aa', ref: 'order' }]);
    expect(ordered('name')).toEqual(['belgian', undefined, 'noCountry', 'austrian']);
  });

  test('what cannot be an order', () => {
    expect(faultOf(() => ordered('foo'))).toEqual([
      'builtins.ValueError',
      "Invalid field 'foo' on model 'res.partner'",
    ]);
    expect(faultOf(() => ordered('NAME'))[0]).toBe('builtins.ValueError');
    expect(faultOf(() => ordered('name; drop table'))[0]).toBe('odoo.exceptions.UserError');
    expect(faultOf(() => ordered('id', { limit: -1 }))[0]).toBe('psycopg2.errors.InvalidRowCountInLimitClause');
    expect(faultOf(() => ordered('id', { offset: -1 }))[0]).toBe('psycopg2.errors.InvalidRowCountInResultOffsetClause');
  });
});

test('an order by links is refused by 19 and passed over by 14', () => {
  expect(faultOf(() => stage(19).ordered('category_id'))[1]).toBe(
    'Cannot convert res.partner.category_id to SQL because it is not stored',
  );
  expect(stage(14).ordered('category_id, id')).toEqual(['noCountry', 'belgian', 'austrian']);
});
