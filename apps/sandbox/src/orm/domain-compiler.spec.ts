import { faultOf, smallDatabase } from '../fixtures/small-database.js';
import type { Json } from './row.js';

const PARTNER = 'res.partner';
const CATEGORY = 'res.partner.category';

/** Two partners of our own: one with everything, one with nothing; conditions are tried on them alone. */
function stage(version: 14 | 19) {
  const { call } = smallDatabase(version);
  const full = call(PARTNER, 'create', [
    { name: 'Zoe Full', email: 'zoe@x.example', country_id: 2, category_id: [[6, 0, [4, 5]]], color: 3, ref: 'Z%1' },
  ]);
  const bare = call(PARTNER, 'create', [{ name: 'zed bare' }]);
  const names = new Map([
    [full, 'full'],
    [bare, 'bare'],
  ]);
  const own: Json = ['id', 'in', [full ?? 0, bare ?? 0]];
  const found = (...domain: Json[]) => {
    const ids = call(PARTNER, 'search', [[own, ...domain]], { order: 'id' });
    return Array.isArray(ids) ? ids.map((id) => names.get(id)) : ids;
  };
  return { call, found, full: Number(full), bare: Number(bare) };
}

describe.each([14, 19] as const)('a domain in %d', (version) => {
  const { call, found, full, bare } = stage(version);

  test.each<[Json, string[]]>([
    [['name', '=', 'Zoe Full'], ['full']],
    [['name', '!=', 'Zoe Full'], ['bare']],
    [['name', 'like', 'zoe'], []],
    [['name', 'ilike', 'ZOE'], ['full']],
    [['name', 'not ilike', 'zoe'], ['bare']],
    [['name', '=like', 'Z%'], ['full']],
    [
      ['name', '=ilike', 'z%'],
      ['full', 'bare'],
    ],
    [['name', 'ilike', 'z_e'], ['full']],
    [['ref', '=like', 'Z\\%_'], ['full']],
    [['email', '=', false], ['bare']],
    [['email', '!=', false], ['full']],
    [
      ['email', '!=', 'other'],
      ['full', 'bare'],
    ],
    [
      ['email', 'not like', 'other'],
      ['full', 'bare'],
    ],
    [
      ['email', 'in', ['zoe@x.example', false]],
      ['full', 'bare'],
    ],
    [['email', 'not in', ['zoe@x.example', false]], []],
    [
      ['email', '=?', false],
      ['full', 'bare'],
    ],
    [['email', '=?', 'zoe@x.example'], ['full']],
    [['color', '>', 2], ['full']],
    [['color', '<=', '2'], ['bare']],
    [['color', 'ilike', '3'], ['full']],
    [
      ['is_company', '=', false],
      ['full', 'bare'],
    ],
    [
      ['is_company', 'in', [true, false]],
      ['full', 'bare'],
    ],
    [['id', 'in', []], []],
    [
      ['id', 'not in', []],
      ['full', 'bare'],
    ],
    [['name', '=', ['Zoe Full']], ['full']],
    [
      [1, '=', 1],
      ['full', 'bare'],
    ],
    [[0, '=', 1], []],
  ])('%j', (leaf, expected) => {
    expect(found(leaf)).toEqual(expected);
  });

  test.each<[Json, string[]]>([
    [['country_id', '=', 2], ['full']],
    [['country_id', '!=', 2], ['bare']],
    [['country_id', '=', false], ['bare']],
    [['country_id', '=', 'Belgium'], ['full']],
    [['country_id', 'ilike', 'belg'], ['full']],
    [['country_id', 'not ilike', 'belg'], ['bare']],
    [
      ['country_id', 'in', [2, false]],
      ['full', 'bare'],
    ],
    [['country_id.code', '=', 'BE'], ['full']],
    [['country_id.code', '!=', 'BE'], []],
    [['country_id.currency_id.name', '=', 'EUR'], ['full']],
    [['category_id', '=', 5], ['full']],
    [['category_id', 'in', [1, 5]], ['full']],
    [['category_id', '!=', 5], ['bare']],
    [['category_id', '=', false], ['bare']],
    [['category_id', 'ilike', 'consult'], ['full']],
    [['category_id.name', 'like', 'Services'], ['full']],
    [['category_id', 'child_of', 4], ['full']],
    [['category_id', 'child_of', 'Consulting'], ['full']],
    [['category_id', 'parent_of', [5]], ['full']],
  ])('over links: %j', (leaf, expected) => {
    expect(found(leaf)).toEqual(expected);
  });

  test('prefix operators take what follows them, and what is left is joined by and', () => {
    const zoe = ['name', 'like', 'Zoe'];
    const zed = ['name', 'like', 'zed'];
    expect(found('|', zoe, zed)).toEqual(['full', 'bare']);
    expect(found(zoe, zed)).toEqual([]);
    expect(found('!', zoe)).toEqual(['bare']);
    expect(found('!', '|', zoe, zed)).toEqual([]);
    expect(found('&', '!', zed, '|', zed, ['color', '=', 3])).toEqual(['full']);
  });

  test('child_of and parent_of walk a tree both ways', () => {
    expect(call(CATEGORY, 'search', [[['id', 'child_of', 4]]])).toEqual([4, 5]);
    expect(call(CATEGORY, 'search', [[['id', 'parent_of', 5]]])).toEqual([4, 5]);
    expect(call(CATEGORY, 'search', [[['parent_id', 'child_of', [4]]]])).toEqual([4, 5]);
    expect(call(CATEGORY, 'search', [[['id', 'child_of', []]]])).toEqual([]);
  });

  test('archived records are out unless the domain names active or the context asks for all', () => {
    call(PARTNER, 'action_archive', [[bare]]);
    expect(found()).toEqual(['full']);
    expect(found(['active', 'in', [true, false]])).toEqual(['full', 'bare']);
    expect(call(PARTNER, 'search', [[['id', '=', bare]]], { context: { active_test: false } })).toEqual([bare]);
    call(PARTNER, 'action_unarchive', [[bare]]);
    expect(call(PARTNER, 'search_count', [[['id', 'in', [full, bare]]]])).toBe(2);
  });

  test('a day stands for all its seconds, a moment for itself', () => {
    expect(found(['create_date', '>=', '2030-05-06'])).toEqual(['full', 'bare']);
    expect(found(['create_date', '<=', '2030-05-06'])).toEqual(['full', 'bare']);
    expect(found(['create_date', '>', '2030-05-06'])).toEqual([]);
    expect(found(['create_date', '>', '2030-05-06 07:08:08'])).toEqual(['full', 'bare']);
    expect(found(['create_date', '=', '2030-05-06 07:08:09'])).toEqual(['full', 'bare']);
  });
});

describe('what differs between versions', () => {
  const in14 = stage(14);
  const in19 = stage(19);

  test('"any" came with 17', () => {
    const leaf: Json = ['country_id', 'any', [['code', '=', 'BE']]];
    expect(in19.found(leaf)).toEqual(['full']);
    expect(in19.found(['country_id', 'not any', [['code', '=', 'BE']]])).toEqual(['bare']);
    expect(faultOf(() => in14.found(leaf))).toEqual(['builtins.TypeError', "unhashable type: 'list'"]);
  });

  test('a "not" before a path asks 14 for another record, and 19 for none', () => {
    expect(in14.found('!', ['country_id.code', '=', 'BE'])).toEqual([]);
    expect(in19.found('!', ['country_id.code', '=', 'BE'])).toEqual(['bare']);
  });

  test('19 takes 0 for not set, and a text that is not set for an empty one', () => {
    expect(in19.found(['color', '=', false])).toEqual(['bare']);
    expect(in14.found(['color', '=', false])).toEqual([]);
    expect(in19.found(['email', '<', 'a'])).toEqual(['bare']);
    expect(in14.found(['email', '<', 'a'])).toEqual([]);
  });

  test('a field without a column cannot be searched in 19, and is left out of the question in 14', () => {
    const search = ({ call }: typeof in14) => call('res.users', 'search_count', [[['password', '=', 'x']]]);
    expect(faultOf(() => search(in19))).toEqual([
      'builtins.ValueError',
      'Cannot convert res.users.password to SQL because it is not stored',
    ]);
    expect(search(in14)).toBe(3);
  });

  test('display_name is looked for as name_search does', () => {
    expect(in19.found(['display_name', 'ilike', 'zoe@x'])).toEqual(['full']);
    expect(in19.found(['display_name', 'not ilike', 'zoe@x'])).toEqual(['bare']);
    expect(in14.found(['display_name', 'ilike', 'zoe'])).toEqual(['full']);
  });
});
