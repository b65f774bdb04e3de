export interface RepeatSettings {
  /** Repeats in a hundred calls. */
  readonly repeatsPercent: number;
  readonly repeatsWindowMs: number;
}

/**
 * How many calls may be sent a second time: a share of those of late, so that repeats do not add to what an Odoo in trouble
 * has to bear. One is allowed in any window, or a gateway with few calls would never repeat any.
 */
export class RepeatBudget {
  private calls: number[] = [];
  private repeats: number[] = [];
  private sum = 0;

  constructor(
    private readonly settings: RepeatSettings,
    private readonly now: () => number,
  ) {}

  /** Repeats since the start. */
  get total(): number {
    return this.sum;
  }

  noteCall(): void {
    const now = this.now();
    this.calls.push(now);
    // Looked through now and then, not at every call.
    if (this.calls.length > 2 * KEPT) this.calls = this.calls.slice(-KEPT);
  }

  /** Whether one more call may be repeated; it counts then. */
  take(): boolean {
    const begin = this.now() - this.settings.repeatsWindowMs;
    this.calls = this.calls.filter((at) => at > begin);
    this.repeats = this.repeats.filter((at) => at > begin);
    const most = Math.max(1, Math.floor((this.calls.length * this.settings.repeatsPercent) / 100));
    if (this.settings.repeatsPercent === 0 || this.repeats.length >= most) return false;
    this.repeats.push(this.now());
    this.sum += 1;
    return true;
  }
}

/** Calls that are remembered; with more in a window the budget is smaller than its share. */
const KEPT = 10_000;
