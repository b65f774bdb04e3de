import type { RateBudget } from '#libs/contracts';
import { MemoryRateCounts } from './memory-rate-counts.js';

const budget = (key: string, requests = 3, windowMs = 1000): RateBudget => ({ name: 'test', key, requests, windowMs });

describe('MemoryRateCounts', () => {
  let now: number;
  let counts: MemoryRateCounts;

  beforeEach(() => {
    now = 500;
    counts = new MemoryRateCounts(2, () => now);
  });

  const take = async (points: number, ...budgets: RateBudget[]) => (await counts.take(budgets, points)).taken;

  it('gives out what a window has, in one that begins with the first taken', async () => {
    expect(await take(2, budget('a'))).toBe(true);
    now += 999;
    expect(await counts.take([budget('a')], 1)).toEqual({
      taken: true,
      standings: [{ budget: budget('a'), left: 0, resetMs: 1 }],
    });
    expect(await take(1, budget('a'))).toBe(false);
    now += 1;
    expect(await take(3, budget('a'))).toBe(true);
  });

  it('takes nothing for what is dearer than the rest, which cheaper ones may still have', async () => {
    await take(2, budget('a'));
    expect(await take(2, budget('a'))).toBe(false);
    expect(await take(1, budget('a'))).toBe(true);
  });

  it('takes of all budgets or of none', async () => {
    expect(await take(2, budget('a'), budget('b', 1))).toBe(false);
    expect(await take(3, budget('a'))).toBe(true);
    expect(await take(1, budget('b', 1))).toBe(true);
  });

  it('holds so many keys at most, and lets that go which was longest not asked for', async () => {
    await take(3, budget('busy'));
    await take(3, budget('idle'));
    await take(1, budget('busy'));
    await take(3, budget('new'));
    expect(await take(1, budget('busy'))).toBe(false);
    expect(await take(3, budget('idle'))).toBe(true);
  });
});
