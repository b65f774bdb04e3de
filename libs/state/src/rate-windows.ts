/** What was taken of one budget since its window began. */
export interface RateWindow {
  used: number;
  /** By the clock of the windows. */
  endsAt: number;
  /** The part of `used` that Redis has not been told; below 0 where it was told of more, which may still be taken here. */
  untold: number;
}

/** Windows by key; of more than may be kept the one goes that was longest not asked for. */
export class RateWindows {
  private readonly windows = new Map<string, RateWindow>();

  /** @param now in milliseconds; never goes back. */
  constructor(
    private readonly maxKeys: number,
    private readonly now: () => number,
  ) {}

  get size(): number {
    return this.windows.size;
  }

  /** The window that is under way, or a new one in place of one that has ended. */
  of(key: string, windowMs: number): RateWindow {
    const now = this.now();
    const known = this.windows.get(key);
    const window = known && known.endsAt > now ? known : { used: 0, endsAt: now + windowMs, untold: 0 };
    // A map keeps the order of insertion, so its first key is the one to go.
    if (known) this.windows.delete(key);
    else if (this.windows.size >= this.maxKeys) this.dropOldest();
    this.windows.set(key, window);
    return window;
  }

  private dropOldest(): void {
    const [oldest] = this.windows.keys();
    if (oldest !== undefined) this.windows.delete(oldest);
  }
}
