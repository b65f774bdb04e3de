import type { RatesConfig } from '#libs/config';
import type { CallBudget, Principal, RateBudget, RateCounts, RateTake } from '#libs/contracts';
import { refuseUntaken } from './rate-answer.js';

/** What each caller may do in a window: by the gateway's limit, and by its own where it has one. */
export class CallerBudgets implements CallBudget {
  constructor(
    private readonly counts: RateCounts,
    private readonly rates: RatesConfig,
  ) {}

  take(principal: Principal, points: number): Promise<RateTake> {
    return this.counts.take(this.budgetsOf(principal), points);
  }

  async charge(principal: Principal, points: number): Promise<void> {
    if (points > 0) refuseUntaken(await this.take(principal, points), points);
  }

  /** Two windows of the same length are one with the lower limit. */
  private budgetsOf({ id, rate }: Principal): readonly RateBudget[] {
    const { requests, windowMs } = this.rates;
    const budget = (name: string, requests: number, windowMs: number): RateBudget => {
      return { name, key: `caller:${id}:${windowMs}`, requests, windowMs };
    };
    if (!rate) return [budget('caller', requests, windowMs)];
    if (rate.windowMs === windowMs) return [budget('caller', Math.min(requests, rate.requests), windowMs)];
    return [budget('caller', requests, windowMs), budget('caller-own', rate.requests, rate.windowMs)];
  }
}
