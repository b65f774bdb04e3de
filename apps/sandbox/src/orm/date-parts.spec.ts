import { partOfDate } from './date-parts.js';

describe('partOfDate', () => {
  it.each([
    ['2026-11-23 17:25:32', 'day', '2026-11-23 00:00:00', '23 Nov 2026'],
    ['2026-11-29 23:59:59', 'week', '2026-11-23 00:00:00', 'W48 2026'],
    ['2027-01-01', 'week', '2026-12-28', 'W53 2026'],
    ['2026-11-23', 'month', '2026-11-01', 'November 2026'],
    ['2026-11-23', 'quarter', '2026-10-01', 'Q4 2026'],
    ['2026-11-23', 'year', '2026-01-01', '2026'],
  ] as const)('%s: its %s begins %s and is shown as %s', (moment, part, start, label) => {
    expect(partOfDate(moment, part)).toEqual({ start, label });
  });
});
