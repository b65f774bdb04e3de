import { csvExport } from './csv-export.js';

describe('csvExport', () => {
  const lines = (value: unknown, booleans: string[] = []) => csvExport.lines([{ value }], ['value'], booleans);

  it('has a line for the columns, and one for each row, each with its end', () => {
    expect(csvExport.header(['id', 'name'])).toBe('id,name\r\n');
    const rows = [
      { id: 1, name: 'Ann, "the" Baker', country_id: [2, 'Belgium'], category_id: [3, 4] },
      { id: 2, name: false, country_id: false, category_id: [] },
    ];
    expect(csvExport.lines(rows, ['id', 'name', 'country_id', 'category_id'], [])).toBe(
      '1,"Ann, ""the"" Baker",Belgium,3 4\r\n2,,,\r\n',
    );
    expect(csvExport.lines([], ['id'], [])).toBe('');
  });

  it('tells false from what is empty', () => {
    expect([lines(false), lines(false, ['value']), lines(0)]).toEqual(['\r\n', 'false\r\n', '0\r\n']);
  });

  it('shortens nothing', () => {
    const text = 'x'.repeat(50_000);
    const ids = Array.from({ length: 500 }, (_, id) => id);
    expect([lines(text), lines(ids)]).toEqual([`${text}\r\n`, `${ids.join(' ')}\r\n`]);
  });

  it('marks the last row in a column of its own, as it is told', () => {
    const rows = [{ id: 1 }, { id: 2 }];
    expect(csvExport.lines(rows, ['id'], [], '-Mark')).toBe('1,\r\n2,-Mark\r\n');
    expect(csvExport.lines([], ['id'], [], '-Mark')).toBe('');
  });

  it('is no formula in any spreadsheet', () => {
    expect(lines('=HYPERLINK("http://x")')).toBe('"\'=HYPERLINK(""http://x"")"\r\n');
  });
});
