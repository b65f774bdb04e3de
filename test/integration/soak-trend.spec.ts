import { join } from 'node:path';

interface Trend {
  slopeOf(points: ReadonlyArray<readonly [number, number]>): number;
  percentile(values: readonly number[], part: number): number;
}

/** Scenarios run without a build, so it is theirs in plain JavaScript. */
async function trend(): Promise<Trend> {
  return (await import(join(process.cwd(), 'test/soak/trend.mjs'))) as Trend;
}

describe('the slope of Theil and Sen', () => {
  it('is that of a line', async () => {
    const { slopeOf } = await trend();
    expect(slopeOf([0, 30, 60, 90].map((x) => [x, 100 - x / 2]))).toBe(-0.5);
  });

  it('is not moved by single readings that are far off', async () => {
    const { slopeOf } = await trend();
    const points = Array.from({ length: 20 }, (_, x): [number, number] => [x, 2 * x]);
    points[3] = [3, 10_000];
    points[17] = [17, -10_000];
    expect(slopeOf(points)).toBe(2);
  });

  it('shows growth below the noise', async () => {
    const { slopeOf } = await trend();
    const points = Array.from({ length: 60 }, (_, x): [number, number] => [x, x + (x % 2 === 0 ? 20 : -20)]);
    expect(slopeOf(points)).toBeCloseTo(1, 0);
  });

  it('needs two points', async () => {
    const { slopeOf } = await trend();
    expect(() => slopeOf([[1, 1]])).toThrow('two points');
  });
});

describe('a percentile', () => {
  it('is a value that so many do not exceed', async () => {
    const { percentile } = await trend();
    const values = Array.from({ length: 100 }, (_, index) => 100 - index);
    expect([0.5, 0.99, 1].map((part) => percentile(values, part))).toEqual([50, 99, 100]);
    expect(percentile([7], 0.99)).toBe(7);
  });
});
