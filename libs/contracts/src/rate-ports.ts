import type { Principal, RateLimit } from './principal.js';

/** What may be taken in one window, which begins with the first that is taken. */
export interface RateBudget extends RateLimit {
  /** As the answer's headers call it. */
  readonly name: string;
  /** Whose it is: budgets with the same key are one. */
  readonly key: string;
}

/** How a budget stands. */
export interface RateStanding {
  readonly budget: RateBudget;
  /** Points that are left; never below 0. */
  readonly left: number;
  /** Until the window ends and all of them are there again. */
  readonly resetMs: number;
}

export interface RateTake {
  /** False when one of the budgets had less than was asked for; then nothing was taken of any. */
  readonly taken: boolean;
  readonly standings: readonly RateStanding[];
}

/** Counts for all replicas, or for this process alone. */
export interface RateCounts {
  /** Takes points of all budgets, or of none. Never rejects, and waits for no one for long. */
  take(budgets: readonly RateBudget[], points: number): Promise<RateTake>;
}

/** What a caller may do in a time. */
export interface CallBudget {
  take(principal: Principal, points: number): Promise<RateTake>;
  /** @throws RateLimited */
  charge(principal: Principal, points: number): Promise<void>;
}

export const RATE_COUNTS = Symbol('RATE_COUNTS');
export const CALL_BUDGET = Symbol('CALL_BUDGET');
