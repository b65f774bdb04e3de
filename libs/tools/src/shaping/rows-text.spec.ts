import { rowsText } from './rows-text.js';

describe('rowsText', () => {
  it('has the columns once, and values as Odoo gives them', () => {
    const rows = [{ id: 1, name: 'Ann', country_id: [2, 'Belgium'], email: false }];
    expect(rowsText('heading', rows)).toBe(
      'heading\n["id","name","country_id","email"]\n[1,"Ann",[2,"Belgium"],false]',
    );
  });

  it('shows html as its words, unless the stored text is wanted', () => {
    const rows = [{ note: '<p>a</p>' }];
    expect(rowsText('h', rows)).toContain('["a"]');
    expect(rowsText('h', rows, 'raw')).toContain('["<p>a</p>"]');
  });

  it('counts what it leaves out of long texts and long lists', () => {
    const rows = Array.from({ length: 100 }, () => ({
      note: 'x'.repeat(1000),
      ids: Array.from({ length: 50 }, () => 7),
    }));
    const text = rowsText('h', rows);
    expect(text).toContain('…[800 more characters]');
    expect(text).toContain('"…[20 more]"');
  });

  it('is the heading where there are no rows', () => {
    expect(rowsText('none', [])).toBe('none');
  });
});
