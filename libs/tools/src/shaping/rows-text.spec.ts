import { rowsText } from './rows-text.js';

describe('rowsText', () => {
  it('names the columns once and gives a line to each row', () => {
    const rows = [
      { id: 1, name: 'Azure, "Inc"', country_id: [21, 'Belgium'] },
      { id: 2, name: 'Two\nlines', country_id: false },
    ];
    expect(rowsText('res.partner: 2 rows', rows)).toBe(
      [
        'res.partner: 2 rows',
        '["id","name","country_id"]',
        '[1,"Azure, \\"Inc\\"",[21,"Belgium"]]',
        '[2,"Two\\nlines",false]',
      ].join('\n'),
    );
  });

  it('is its heading alone where there are no rows', () => {
    expect(rowsText('res.partner: 0 rows', [])).toBe('res.partner: 0 rows');
  });

  it('keeps each value under its column where a row lacks one', () => {
    expect(
      rowsText('h', [
        { id: 1, name: 'x', city: 'y' },
        { id: 2, city: 'z' },
      ]),
    ).toMatch(/\[2,null,"z"\]$/);
  });
});
