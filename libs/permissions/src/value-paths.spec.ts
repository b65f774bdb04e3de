import { InvalidArguments } from '#libs/contracts';
import { valuePaths } from './value-paths.js';

const pathsOf = (values: unknown, prefix = '') => valuePaths(values, prefix).map(({ use, path }) => `${use}:${path}`);

describe('valuePaths', () => {
  it.each<[string, unknown, string[]]>([
    ['text', 'x', ['values:f']],
    ['a number', 7, ['values:f']],
    ['true', true, ['values:f']],
    ['an object', { a: 1 }, ['values:f']],
    ['false', false, ['values:f', 'links:f.id']],
    ['null', null, ['values:f', 'links:f.id']],
    ['an empty list', [], ['values:f', 'links:f.id']],
    ['ids', [7, 8], ['values:f', 'links:f.id']],
    [
      'a deletion and a link',
      [
        [2, 7],
        [4, 8],
      ],
      ['values:f', 'values:f.id', 'links:f.id'],
    ],
    ['a change', [[1, 7, { g: 1 }]], ['values:f', 'values:f.id', 'values:f.g']],
    ['a change of links', [[1, 7, { g: [[6, 0, []]] }]], ['values:f', 'values:f.id', 'values:f.g', 'links:f.g.id']],
  ])('reads %s', (_what, value, paths) => {
    expect(pathsOf({ f: value })).toEqual(paths);
  });

  it('begins where it is told to', () => {
    expect(pathsOf({ name: 'x' }, 'child_ids.')).toEqual(['values:child_ids.name']);
  });

  it('reads no values of none', () => {
    expect(pathsOf({})).toEqual([]);
  });

  it.each<[string, unknown]>([
    ['nothing', null],
    ['a list', [{ name: 'x' }]],
    ['text', 'name'],
    ['a dotted member', { 'user_id.password': 'x' }],
    ['a member in other letters', { Password: 'x' }],
    ['an empty member', { '': 'x' }],
    ['a command that Python takes for 1', { f: [[true, 7, { g: 1 }]] }],
    ['a command of text', { f: [['1', 7, { g: 1 }]] }],
    ['an unknown command', { f: [[7, 1]] }],
    ['ids among commands', { f: [[4, 1], 7] }],
    ['a command among ids', { f: [7, [1, 7, { g: 1 }]] }],
    ['definitions of properties', { f: [{ name: 'a1', type: 'char' }] }],
    ['one among ids', { f: [7, { name: 'a1' }] }],
    ['an object among commands', { f: [[4, 1], { g: 1 }] }],
    ['a new record of nothing', { f: [[0, 0, null]] }],
  ])('refuses %s', (_what, values) => {
    expect(() => pathsOf(values)).toThrow(InvalidArguments);
  });
});
