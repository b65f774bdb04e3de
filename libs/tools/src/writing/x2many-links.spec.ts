import { readLinks } from './x2many-links.js';

describe('readLinks', () => {
  it('reads every command', () => {
    const commands = [
      [0, 0, { a: 1 }],
      [0, 'virtual_1', {}],
      [1, 7, { a: 2 }],
      [2, 7],
      [3, 7, 0],
      [4, 'VIP'],
      [5],
      [6, 0, [1, 'A']],
    ];
    expect(readLinks(commands, 'one2many')).toEqual([
      { kind: 'create', values: { a: 1 } },
      { kind: 'create', values: {} },
      { kind: 'update', id: 7, values: { a: 2 } },
      { kind: 'one', command: 2, target: 7 },
      { kind: 'one', command: 3, target: 7 },
      { kind: 'one', command: 4, target: 'VIP' },
      { kind: 'clear' },
      { kind: 'set', targets: [1, 'A'] },
    ]);
  });

  it('takes lists of ids and names for a many2many, and objects as new lines', () => {
    expect(readLinks([1, 'VIP'], 'many2many')).toEqual([{ kind: 'set', targets: [1, 'VIP'] }]);
    expect(readLinks([{ a: 1 }, [4, 2]], 'one2many')).toEqual([
      { kind: 'create', values: { a: 1 } },
      { kind: 'one', command: 4, target: 2 },
    ]);
    expect(readLinks([], 'many2many')).toEqual([]);
  });

  it('does not let a plain list delete lines', () => {
    expect(readLinks([1, 2], 'one2many')).toEqual([{ kind: 'wrong', problem: expect.stringContaining('[4,id]') }]);
  });

  it.each<[string, unknown]>([
    ['no list', 'VIP'],
    ['null', null],
    ['a command without its list', [6, 0, [1]]],
    ['a new line without its list', [0, 0, { a: 1 }]],
    ['an unknown command', [[7, 1]]],
    ['true, which Python takes for 1', [[true, 1, {}]]],
    ['a text for a command', [['0', 0, {}]]],
    ['too few members', [[0, { a: 1 }]]],
    ['too many members', [[4, 1, 0, 0]]],
    ['an empty command', [[]]],
    ['values that are none', [[0, 0, 'x']]],
    ['an id that is none', [[1, 'x', {}]]],
    ['a link to nothing', [[4, 0]]],
    ['ids that are none', [[6, 0, 5]]],
    ['ids below 1', [-1]],
    ['an empty name', ['']],
  ])('refuses %s', (_name, value) => {
    expect(readLinks(value, 'many2many')).toContainEqual({ kind: 'wrong', problem: expect.any(String) });
  });
});
