import type { NameSearchOptions, OdooReader } from '#libs/contracts';
import { lookUpName } from './name-lookup.js';

type Pair = readonly [number, string];

/** Answers as Odoo does: names that hold the text, or equal it, cut at the limit. */
function odooWith(...records: Pair[]) {
  const nameSearch = jest.fn(async (_model: string, text: string, options: NameSearchOptions = {}) => {
    const word = text.toLowerCase();
    const hit = ([, name]: Pair) =>
      options.operator === '=ilike' ? name.toLowerCase() === word : name.toLowerCase().includes(word);
    return records.filter(hit).slice(0, options.limit);
  });
  return { odoo: { nameSearch } as unknown as OdooReader, nameSearch };
}

const find = (name: string, ...records: Pair[]) => lookUpName(odooWith(...records).odoo, 'res.partner', name);

describe('lookUpName', () => {
  it.each<[string, string, Pair[], object]>([
    [
      'a whole name',
      'Azure',
      [
        [1, 'Azure Interior'],
        [2, 'Azure'],
      ],
      { id: 2, exact: true },
    ],
    [
      'in any case, with blanks around',
      '  aZURE ',
      [
        [1, 'Azure Interior'],
        [2, 'Azure'],
      ],
      { id: 2, exact: true },
    ],
    [
      'the own name of a contact',
      'Ann',
      [
        [1, 'Deco, Ann'],
        [2, 'Johanna'],
      ],
      { id: 1, exact: true },
    ],
    [
      'a whole name before an own one',
      'Ann',
      [
        [1, 'Deco, Ann'],
        [2, 'Ann'],
      ],
      { id: 2, exact: true },
    ],
    [
      'the code of a product',
      'e-com07',
      [
        [1, '[E-COM07] Large Cabinet'],
        [2, '[E-COM078] Desk'],
      ],
      { id: 1, exact: true },
    ],
    [
      'the name behind a code',
      'Desk',
      [
        [1, '[A] Desk'],
        [2, '[B] Desk Lamp'],
      ],
      { id: 1, exact: true },
    ],
    [
      'a category under its parents',
      'Desks',
      [
        [1, 'All / Desks'],
        [2, 'All / Desks / Tall'],
      ],
      { id: 1, exact: true },
    ],
    ['the only one that is like it, and says so', 'azu', [[1, 'Azure Interior']], { id: 1, exact: false }],
  ])('finds %s', async (_what, name, records, expected) => {
    expect(await find(name, ...records)).toMatchObject({ kind: 'one', ...expected });
  });

  it.each([
    [
      'several of that very name',
      'Ann',
      [
        [1, 'Ann'],
        [2, 'ann'],
        [3, 'Anna'],
      ] as Pair[],
      [1, 2],
    ],
    [
      'several that are like it',
      'Ann',
      [
        [1, 'Joann'],
        [3, 'Anna'],
      ] as Pair[],
      [1, 3],
    ],
  ])('never chooses among %s', async (_what, name, records, ids) => {
    const lookup = await find(name, ...records);
    expect(lookup).toMatchObject({ kind: 'ambiguous', more: false });
    expect(lookup.kind === 'ambiguous' && lookup.candidates.map(({ id }) => id)).toEqual(ids);
  });

  it('tells that there is none', async () => {
    expect(await find('Zed', [1, 'Azure'])).toEqual({ kind: 'none' });
  });

  it('asks for nothing where the name is empty', async () => {
    const { odoo, nameSearch } = odooWith([1, 'Azure']);
    expect(await lookUpName(odoo, 'res.partner', '  ')).toEqual({ kind: 'none' });
    expect(nameSearch).not.toHaveBeenCalled();
  });

  it('finds a whole name behind many that hold it', async () => {
    const many = Array.from({ length: 30 }, (_, index): Pair => [index + 1, `Ann ${index}`]);
    expect(await find('ann', ...many, [99, 'Ann'])).toMatchObject({ kind: 'one', id: 99, exact: true });
  });

  it('shows some of many, and that there are more', async () => {
    const many = Array.from({ length: 30 }, (_, index): Pair => [index + 1, `Ann ${index}`]);
    const lookup = await find('ann', ...many);
    expect(lookup).toMatchObject({ kind: 'ambiguous', more: true });
    expect(lookup.kind === 'ambiguous' && lookup.candidates.length).toBe(8);
  });

  it('hands the domain on, and takes the meaning out of a backslash', async () => {
    const { odoo, nameSearch } = odooWith();
    await lookUpName(odoo, 'res.partner', 'a\\', [['is_company', '=', true]]);
    expect(nameSearch).toHaveBeenCalledWith('res.partner', 'a\\\\', {
      domain: [['is_company', '=', true]],
      limit: 9,
      operator: 'ilike',
    });
  });
});
