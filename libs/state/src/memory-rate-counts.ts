import type { RateBudget, RateCounts, RateTake } from '#libs/contracts';
import { RateWindows } from './rate-windows.js';

/** Counts of this process alone. */
export class MemoryRateCounts implements RateCounts {
  private readonly windows: RateWindows;

  /** @param now in milliseconds; never goes back. */
  constructor(
    maxKeys: number,
    private readonly now: () => number,
  ) {
    this.windows = new RateWindows(maxKeys, now);
  }

  async take(budgets: readonly RateBudget[], points: number): Promise<RateTake> {
    return this.takeNow(budgets, points);
  }

  takeNow(budgets: readonly RateBudget[], points: number): RateTake {
    const held = budgets.map((budget) => ({ budget, window: this.windowOf(budget) }));
    const taken = held.every(({ budget, window }) => window.used + points <= budget.requests);
    const now = this.now();
    const standings = held.map(({ budget, window }) => {
      if (taken) {
        window.used += points;
        window.untold += points;
      }
      return { budget, left: Math.max(0, budget.requests - window.used), resetMs: window.endsAt - now };
    });
    return { taken, standings };
  }

  windowOf({ key, windowMs }: RateBudget) {
    return this.windows.of(key, windowMs);
  }
}
