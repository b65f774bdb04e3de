import { OdooUnavailable } from '#libs/contracts';

export interface BreakerSettings {
  /** Failures of the connection one after the other. */
  readonly breakerFailures: number;
  /** How long nothing is sent then. */
  readonly breakerPauseMs: number;
}

/** `open`: nothing is sent. `half-open`: the pause is over, and the next call asks whether Odoo is back. */
export type BreakerState = 'closed' | 'open' | 'half-open';

/** An Odoo that is there answers sooner; one that hangs must not keep the caller that asks. */
const PATIENCE_MS = 50;

/** Keeps calls from an Odoo that does not answer, and finds out when it is back. */
export class CircuitBreaker {
  private failures = 0;
  /** When Odoo may be asked again, in milliseconds; undefined while closed. */
  private pausedUntil: number | undefined;
  private probing = false;

  /** @param onChange told once when it opens and once when it closes. */
  constructor(
    private readonly settings: BreakerSettings,
    private readonly now: () => number,
    private readonly onChange: (state: 'open' | 'closed') => void,
  ) {}

  get state(): BreakerState {
    if (this.pausedUntil === undefined) return 'closed';
    return this.now() < this.pausedUntil ? 'open' : 'half-open';
  }

  /**
   * Lets a call pass. After the pause the first one asks by the probe, for a call that may write must not be what finds
   * out; it waits for the answer for a moment, and the others are refused meanwhile.
   * @param probe whether Odoo answers; it does not throw.
   * @throws OdooUnavailable
   */
  async pass(probe: () => Promise<boolean>): Promise<void> {
    if (this.state === 'closed') return;
    if (this.state === 'open' || this.probing) throw this.refusal();
    await within(PATIENCE_MS, this.ask(probe));
    // The state is another one by now, where Odoo has answered.
    if (this.pausedUntil !== undefined) throw this.refusal();
  }

  /** To be told how each call ended. While open only the probe counts: the others began before. */
  note(answered: boolean): void {
    if (this.pausedUntil !== undefined) return;
    this.failures = answered ? 0 : this.failures + 1;
    if (this.failures < this.settings.breakerFailures) return;
    this.pause();
    this.onChange('open');
  }

  private async ask(probe: () => Promise<boolean>): Promise<void> {
    this.probing = true;
    const isBack = await probe();
    this.probing = false;
    if (!isBack) return this.pause();
    this.failures = 0;
    this.pausedUntil = undefined;
    this.onChange('closed');
  }

  private pause(): void {
    this.pausedUntil = this.now() + this.settings.breakerPauseMs;
  }

  private refusal(): OdooUnavailable {
    const leftMs = (this.pausedUntil ?? 0) - this.now();
    return new OdooUnavailable('Odoo does not answer, so nothing is sent to it for now.', {
      hint: 'Nothing was done. Try again later; the operator checks that Odoo runs.',
      rule: 'odoo-breaker',
      retryAfterSeconds: Math.max(1, Math.ceil(leftMs / 1000)),
    });
  }
}

/** Settles with the work, or without it once the time is over. */
async function within(ms: number, work: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const over = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  await Promise.race([work, over]);
  clearTimeout(timer);
}
