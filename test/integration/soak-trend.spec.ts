import { percentile, slopeOf } from '../soak/trend.js';

const line = (length: number, y: (x: number) => number) =>
  Array.from({ length }, (_, x): [number, number] => [x, y(x)]);

describe('the slope of Theil and Sen', () => {
  it('is that of a line', () => {
    expect(slopeOf(line(4, (x) => 100 - x / 2))).toBe(-0.5);
  });

  it('is not moved by single readings that are far off', () => {
    const points = line(20, (x) => 2 * x);
    points[3] = [3, 10_000];
    points[17] = [17, -10_000];
    expect(slopeOf(points)).toBe(2);
  });

  it('shows growth that is smaller than the noise', () => {
    expect(slopeOf(line(60, (x) => x + (x % 2 === 0 ? 20 : -20)))).toBeCloseTo(1, 0);
  });

  it('needs two points', () => {
    expect(() => slopeOf([[1, 1]])).toThrow('too few');
  });
});

describe('a percentile', () => {
  it('is the least value that so many do not exceed', () => {
    const values = Array.from({ length: 100 }, (_, index) => 100 - index);
    expect([0.5, 0.99, 1].map((part) => percentile(values, part))).toEqual([50, 99, 100]);
    expect(percentile([7], 0.99)).toBe(7);
  });
});
