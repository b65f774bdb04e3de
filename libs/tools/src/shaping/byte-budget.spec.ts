import { fittingItems, fittingRows } from './byte-budget.js';

const rows = Array.from({ length: 10 }, (_, id) => ({ id, name: 'é'.repeat(10) }));
const all = Buffer.byteLength(JSON.stringify(rows));

describe('fittingRows', () => {
  it('lets everything through that fits, to the last byte', () => {
    expect(fittingRows(rows, all)).toEqual({ rows, cut: false });
  });

  it('cuts at the edge of a row and keeps to the bytes, not the characters', () => {
    for (let budget = 50; budget < all; budget += 7) {
      const { rows: fitting, cut } = fittingRows(rows, budget);
      expect(fitting).toEqual(rows.slice(0, fitting.length));
      expect(fitting.length).toBeLessThan(rows.length);
      expect(cut).toBe(true);
      expect(Buffer.byteLength(JSON.stringify(fitting))).toBeLessThanOrEqual(budget);
    }
  });

  it('shortens one row that is too large alone, and tells how much is missing', () => {
    const large = [{ id: 1, note: 'x'.repeat(5000), lines: Array.from({ length: 900 }, (_, id) => id) }, { id: 2 }];
    const { rows: fitting, cut } = fittingRows(large, 1000);
    expect(Buffer.byteLength(JSON.stringify(fitting))).toBeLessThanOrEqual(1000);
    expect(fitting).toEqual([
      { id: 1, note: expect.stringMatching(/^x+…\[\d+ more characters\]$/), lines: expect.anything() },
    ]);
    expect(cut).toBe(true);
  });

  it('has nothing to cut of nothing', () => {
    expect(fittingRows([], 10)).toEqual({ rows: [], cut: false });
  });
});

describe('fittingItems', () => {
  it('takes as many whole items as there is room for, to the byte', () => {
    const items = ['aa', { b: 1 }, 'é'];
    expect(fittingItems(items, 19)).toEqual(items);
    expect(fittingItems(items, 18)).toEqual(items.slice(0, 2));
    expect(fittingItems(items, 5)).toEqual([]);
    expect(fittingItems(items, Infinity)).toBe(items);
    expect(fittingItems([], 0)).toEqual([]);
  });
});
