import { fittingAnswer } from './answer-budget.js';

const sizeOf = (value: unknown) => Buffer.byteLength(JSON.stringify(value));

describe('fittingAnswer', () => {
  it.each([null, true, 7, 'text', [], [1, 2, 3], { id: 1 }])('leaves %j as it is', (result) => {
    expect(fittingAnswer(result, 100)).toEqual({ result });
  });

  it('keeps the first items of a list whole, and says how many there were', () => {
    const rows = Array.from({ length: 20 }, (_, id) => ({ id, name: 'é'.repeat(10) }));
    const { result, result_cut } = fittingAnswer(rows, 200);
    expect(result).toEqual(rows.slice(0, (result as unknown[]).length));
    expect((result as unknown[]).length).toBeGreaterThan(0);
    expect(sizeOf(result)).toBeLessThanOrEqual(200);
    expect(result_cut).toMatchObject({
      bytes: sizeOf(rows),
      items: 20,
      hint: expect.stringContaining('less') as string,
    });
  });

  it('takes as many items as there is room for, to the byte', () => {
    const list = ['aa', 'bb', 'cc'];
    expect(fittingAnswer(list, sizeOf(['aa', 'bb'])).result).toEqual(['aa', 'bb']);
    expect(fittingAnswer(list, sizeOf(['aa', 'bb']) - 1).result).toEqual(['aa']);
  });

  it.each([['x'.repeat(500)], [{ arch: 'x'.repeat(500) }]])('leaves out what has no edge to be cut at', (result) => {
    expect(fittingAnswer(result, 200)).toMatchObject({ result: null, result_cut: { bytes: sizeOf(result) } });
  });

  it('keeps as many rows as a caller may have, and leaves out what holds more of them', () => {
    const rows = Array.from({ length: 5 }, (_, id) => ({ id }));
    expect(fittingAnswer(rows, 1000, 5)).toEqual({ result: rows });
    expect(fittingAnswer(rows, 1000, 2)).toMatchObject({ result: rows.slice(0, 2), result_cut: { items: 5 } });
    expect(fittingAnswer({ length: 5, records: rows }, 1000, 2)).toMatchObject({ result: null });
  });

  it('leaves a list empty where not even its first item has room', () => {
    expect(fittingAnswer(['x'.repeat(500)], 200)).toMatchObject({ result: [], result_cut: { items: 1 } });
  });
});
