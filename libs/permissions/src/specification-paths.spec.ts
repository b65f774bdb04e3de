import { Forbidden, InvalidArguments } from '#libs/contracts';
import { specificationPaths } from './specification-paths.js';

const pathsOf = (value: unknown, prefix = '') =>
  specificationPaths(value, prefix).map(({ use, path }) => `${use}:${path}`);

function nested(levels: number): Record<string, unknown> {
  let specification: Record<string, unknown> = { name: {} };
  for (let level = 1; level < levels; level += 1) specification = { parent_id: { fields: specification } };
  return specification;
}

describe('specificationPaths', () => {
  it('follows fields of fields', () => {
    const value = { name: {}, user_id: { fields: { login: {}, company_id: { fields: { name: {} } } } } };
    expect(pathsOf(value)).toEqual([
      'fields:name',
      'fields:user_id',
      'fields:user_id.login',
      'fields:user_id.company_id',
      'fields:user_id.company_id.name',
    ]);
  });

  it('reads the order of what lies inside', () => {
    const value = { child_ids: { order: 'user_id.login desc, id', limit: 5, offset: 1 } };
    expect(pathsOf(value)).toEqual(['fields:child_ids', 'order:child_ids.user_id.login', 'order:child_ids.id']);
  });

  it('begins where it is told to', () => {
    expect(pathsOf({ name: {} }, 'user_id.')).toEqual(['fields:user_id.name']);
  });

  it('lets a context inside change how things are shown and nothing else', () => {
    expect(pathsOf({ child_ids: { context: { lang: 'fr_FR', active_test: false } } })).toEqual(['fields:child_ids']);
    expect(() => pathsOf({ child_ids: { fields: { user_id: { context: { default_name: 'x' } } } } })).toThrow(
      Forbidden,
    );
    expect(() => pathsOf({ child_ids: { context: 'lang' } })).toThrow(InvalidArguments);
  });

  it('goes six levels deep and no deeper', () => {
    expect(pathsOf(nested(6))).toHaveLength(6);
    expect(() => pathsOf(nested(7))).toThrow(InvalidArguments);
    expect(() => pathsOf(nested(10_000))).toThrow(InvalidArguments);
  });

  it.each<[string, unknown]>([
    ['nothing', null],
    ['text', 'name'],
    ['a list', ['name']],
    ['a dotted member', { 'user_id.password': {} }],
    ['a member in other letters', { Password: {} }],
    ['a field that is true', { name: true }],
    ['a field that is nothing', { name: null }],
    ['fields that are a list', { user_id: { fields: ['password'] } }],
    ['fields that are nothing', { user_id: { fields: null } }],
    ['an order that is no order', { child_ids: { order: 'id; drop' } }],
    ['an order that is a list', { child_ids: { order: ['id'] } }],
    ['a domain inside', { child_ids: { domain: [['user_id.password', '=like', 'a%']] } }],
    ['a member called like one of every object', { child_ids: { constructor: {} } }],
  ])('refuses %s', (_what, value) => {
    expect(() => pathsOf(value)).toThrow(InvalidArguments);
  });
});
