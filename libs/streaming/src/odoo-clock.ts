/** Clocks of this machine, in milliseconds. */
export interface Clocks {
  /** Only grows, whatever is done to the time of day. */
  monotonic(): number;
  /** Since 1970. */
  wall(): number;
}

const DAY_MS = 86_400_000;

/**
 * What time it is at least by Odoo's clock, in seconds since 1970, as far as the dates of its records tell. So nothing
 * depends on the two machines having the same time.
 */
export class OdooClock {
  private aheadMs = Number.NEGATIVE_INFINITY;

  constructor(private readonly clocks: Clocks) {}

  /** @param written a record's date. One that lies in the future of both machines tells nothing. */
  observe(written: number): void {
    if (written * 1000 > this.latestBelievable) return;
    this.aheadMs = Math.max(this.aheadMs, written * 1000 - this.clocks.monotonic());
  }

  /** 0 as long as nothing was observed. */
  now(): number {
    return Math.max(0, Math.floor((this.clocks.monotonic() + this.aheadMs) / 1000));
  }

  /** In seconds: what is dated later was dated by a clock that was wrong. */
  get horizon(): number {
    return Math.floor(this.latestBelievable / 1000);
  }

  private get latestBelievable(): number {
    return this.clocks.wall() + DAY_MS;
  }
}
