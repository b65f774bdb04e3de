import { type BreakerSettings, CircuitBreaker } from './circuit-breaker.js';

/** What all users of one Odoo share, for it is the same server that they load and that is away for all of them. */
export class Upstream {
  readonly breaker: CircuitBreaker;

  /** @param onReach told when Odoo stops to answer, and when it answers again. */
  constructor(settings: BreakerSettings, now: () => number, onReach: (reach: 'open' | 'closed') => void) {
    this.breaker = new CircuitBreaker(settings, now, onReach);
  }
}
