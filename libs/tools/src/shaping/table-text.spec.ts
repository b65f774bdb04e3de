import type { FieldDefinitions, OdooRecord } from '#libs/contracts';
import { type TableFormat, tableText } from './table-text.js';

const fields: FieldDefinitions = { active: { type: 'boolean' }, name: { type: 'char' } };

const table = (format: TableFormat, ...rows: OdooRecord[]): string => tableText(rows, { format, html: 'text', fields });

/** The only cell of a table of one. */
const csvCell = (value: unknown): string => table('csv', { name: value }).split('\r\n').slice(1).join('\r\n');

describe('csv', () => {
  it('has the names of the fields once, and a line a row', () => {
    const rows = [
      { id: 1, name: 'Ann', country_id: [2, 'Belgium'], active: true, category_id: [3, 4] },
      { id: 2, name: false, country_id: false, active: false, category_id: [] },
    ];
    expect(table('csv', ...rows)).toBe('id,name,country_id,active,category_id\r\n1,Ann,Belgium,true,3 4\r\n2,,,false,');
  });

  it.each([
    ['Deco, Ann', '"Deco, Ann"'],
    ['5" pipe', '"5"" pipe"'],
    ['two\nlines', '"two\nlines"'],
  ])('quotes %p', (value, cell) => {
    expect(csvCell(value)).toBe(cell);
  });

  it.each(['=1+1', '+cmd|x', '-2+3', '@SUM(A1)', '＝1', '--1'])('takes %p for no formula', (value) => {
    expect(csvCell(value)).toBe(`'${value}`);
  });

  it.each([
    '+32-470-12',
    '+32 470-12',
    '+32 470/12',
    '+32 470+12',
    '+32 470*12',
    '+32 470 A1',
    '+32 (470) 12',
    '+32 2e9 1',
    '+32 4.5',
    '+32  470',
    '+32 470 ',
    '+ 32 470',
    '＋32 470',
    '-32 470',
    '+32\t470',
    '+32\u00a0470',
  ])('takes %p for no telephone number, since a spreadsheet would compute what is like it', (value) => {
    expect(csvCell(value)).toBe(`'${value}`);
  });

  it('guards what follows a telephone number in another line', () => {
    expect(csvCell('+32 470\n=1+1')).toBe('"\'+32 470\n=1+1"');
  });

  it.each(['\t=1', '\r=1'])('takes %j for no formula either', (value) => {
    expect(csvCell(value).replaceAll('"', '')).toBe(`'${value}`);
  });

  it('guards what is quoted too', () => {
    expect(csvCell('=HYPERLINK("http://x","y")')).toBe('"\'=HYPERLINK(""http://x"",""y"")"');
  });

  it.each<[unknown, string]>([
    [-5.25, '-5.25'],
    ['-5', '-5'],
    ['+3248512', '+3248512'],
    ['+32 485 12 34', '+32 485 12 34'],
    [0, '0'],
    [{ a: 1 }, '"{""a"":1}"'],
  ])('leaves %p as it is', (value, cell) => {
    expect(csvCell(value)).toBe(cell);
  });

  it('has nothing to say of no rows', () => {
    expect(table('csv')).toBe('');
  });
});

describe('markdown', () => {
  it('keeps each cell in one line and inside its bars', () => {
    expect(table('markdown', { id: 1, name: 'a|b\nc' }, { id: 2, name: '<p>d</p><p>e</p>' })).toBe(
      '| id | name |\n| --- | --- |\n| 1 | a\\|b c |\n| 2 | d e |',
    );
  });
});
