import { CallSlots, type SlotSettings } from './call-slots.js';
import { type BreakerSettings, CircuitBreaker } from './circuit-breaker.js';
import { RepeatBudget, type RepeatSettings } from './repeat-budget.js';

/** What all users of one Odoo share, for it is the same server that they load and that is away for all of them. */
export class Upstream {
  readonly breaker: CircuitBreaker;
  readonly slots: CallSlots;
  readonly repeats: RepeatBudget;

  /** @param onBreaker told when Odoo stops to answer, and when it answers again. */
  constructor(
    settings: BreakerSettings & SlotSettings & RepeatSettings,
    now: () => number,
    onBreaker: (state: 'open' | 'closed') => void,
  ) {
    this.breaker = new CircuitBreaker(settings, now, onBreaker);
    this.slots = new CallSlots(settings, now);
    this.repeats = new RepeatBudget(settings, now);
  }
}
