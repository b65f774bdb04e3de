import { atLeast, atMost } from '../soak/figure.js';
import { type SoakResult, withSoakTable } from '../soak/soak-page.js';

const PAGE = 'Before\n<!-- soak:begin -->\nold\n<!-- soak:end -->\nAfter\n';

const RESULT: SoakResult = {
  title: 'Odoo | away',
  pass: 'few attempts',
  taken: '2026-01-02T03:04:05.000Z',
  machine: { processors: 2, commit: 'abc' },
  rows: [atMost('attempts', 1.234, 1.2), atLeast('goodput', 50, 45, { unit: 'calls/s', note: 'of 50' })],
};

describe('the page of soak runs', () => {
  it('has a line for each result, with what failed marked', () => {
    const line =
      '| Odoo \\| away | few attempts | ✗ attempts: 1.23 (≤ 1.2)<br>goodput: 50 calls/s (≥ 45), of 50 | ' +
      '**failed: 1 of 2** | 2026-01-02, abc, 2 processors |';
    const page = withSoakTable(PAGE, [RESULT]);
    expect(page).toContain(`\n${line}\n<!-- soak:end -->\nAfter\n`);
    expect(page).not.toContain('old');
    expect(withSoakTable(page, [RESULT])).toBe(page);
  });

  it('says that all is well only where every figure is within its limit', () => {
    expect(withSoakTable(PAGE, [{ ...RESULT, rows: [atMost('attempts', 1, 1.2)] }])).toContain('| passed |');
    expect(withSoakTable(PAGE, [{ ...RESULT, rows: [atMost('p99', Number.NaN, 50)] }])).toContain('failed: 1 of 1');
  });

  it('is not written where there is no place for it', () => {
    expect(() => withSoakTable('Before', [RESULT])).toThrow('has no <!-- soak:begin -->');
  });
});
