import { InvalidArguments } from '#libs/contracts';
import { type ValueUse, valuePaths } from './value-paths.js';

/** Paths in short: `use:path`, and how many records where that is counted. */
const pathsOf = (values: unknown, use: ValueUse = 'changes', prefix?: string) =>
  valuePaths(values, use, prefix).map((path) => `${path.use}:${path.path}${counted(path)}`);

const counted = ({ records }: { records?: number }) => (records === undefined ? '' : ` ${records}`);

/** What replacing all records of a field does. */
const replaced = (linked: number) => ['changes:f', `links:f.id ${linked}`, 'unlinks:f.id Infinity'];

describe('valuePaths', () => {
  it.each<[string, unknown, string[]]>([
    ['text', 'x', ['changes:f']],
    ['a number', 7, ['changes:f']],
    ['true', true, ['changes:f']],
    ['an object', { a: 1 }, ['changes:f']],
    ['false', false, replaced(0)],
    ['null', null, replaced(0)],
    ['an empty list', [], ['changes:f', 'links:f.id 0']],
    ['ids', [7, 8], replaced(2)],
    ['an emptying', [[5]], replaced(0)],
    ['a replacing', [[6, 0, [7, 8]]], replaced(2)],
    [
      'a deletion, a link and its contrary',
      [
        [2, 7],
        [4, 8],
        [3, 9],
      ],
      ['changes:f', 'deletes:f.id 1', 'links:f.id 1', 'unlinks:f.id 1'],
    ],
    ['a new record', [[0, 0, { g: 1 }]], ['changes:f', 'creates:f.id 1', 'creates:f.g']],
    ['a change', [[1, 7, { g: 1 }]], ['changes:f', 'changes:f.id 1', 'changes:f.g']],
    [
      'a change of links',
      [[1, 7, { g: [[6, 0, []]] }]],
      ['changes:f', 'changes:f.id 1', 'changes:f.g', 'links:f.g.id 0', 'unlinks:f.g.id Infinity'],
    ],
  ])('reads %s', (_what, value, paths) => {
    expect(pathsOf({ f: value })).toEqual(paths);
  });

  it.each<[unknown, string[]]>([
    [false, ['creates:f', 'links:f.id 0']],
    [
      [[5], [4, 7]],
      ['creates:f', 'links:f.id 0', 'links:f.id 1'],
    ],
    [[[6, 0, [7, 8]]], ['creates:f', 'links:f.id 2']],
    [[7], ['creates:f', 'links:f.id 1']],
    [[[3, 7]], ['creates:f', 'unlinks:f.id 1']],
    [[[0, 0, { g: [[5]] }]], ['creates:f', 'creates:f.id 1', 'creates:f.g', 'links:f.g.id 0']],
    [
      [[1, 7, { g: false }]],
      ['creates:f', 'changes:f.id 1', 'changes:f.g', 'links:f.g.id 0', 'unlinks:f.g.id Infinity'],
    ],
  ])('takes %j of a new record for what it is: there is nothing yet that could be taken out', (value, paths) => {
    expect(pathsOf({ f: value }, 'creates')).toEqual(paths);
  });

  it('begins where it is told to', () => {
    expect(pathsOf({ name: 'x' }, 'changes', 'child_ids.')).toEqual(['changes:child_ids.name']);
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
