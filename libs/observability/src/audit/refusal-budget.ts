const MINUTE_MS = 60_000;
/** Addresses that are told apart in one minute; all others share one count. Bounds memory, a megabyte or so, and not what is answered. */
const SOURCES_MAX = 10_000;
const OTHERS = 'others';

/** Called with how many of one source were left out. */
type LeftOut = (source: string, count: number) => void;

/** Keeps a flood of refusals from filling the disk: so many of one source in a minute, and of more their number. */
export class RefusalBudget {
  private counts = new Map<string, number>();
  private minute: NodeJS.Timeout | undefined;

  constructor(
    private readonly perMinute: number,
    private readonly leftOut: LeftOut,
  ) {}

  /** Whether this one is written by itself. */
  take(source: string): boolean {
    this.minute ??= setTimeout(() => this.end(), MINUTE_MS).unref();
    const known = this.counts.has(source) || this.counts.size < SOURCES_MAX ? source : OTHERS;
    const count = (this.counts.get(known) ?? 0) + 1;
    this.counts.set(known, count);
    return count <= this.perMinute;
  }

  /** Tells what was left out, and begins anew. */
  end(): void {
    clearTimeout(this.minute);
    this.minute = undefined;
    const { counts } = this;
    this.counts = new Map();
    for (const [source, count] of counts) {
      if (count > this.perMinute) this.leftOut(source, count - this.perMinute);
    }
  }
}
