import type { SharedSessions } from '#libs/contracts';

/** Of more sessions that have ended the oldest are forgotten. */
const MAX_ENDED = 100_000;

/** What a replica knows by itself: which sessions have ended here, for as long as anybody would still take them up. */
export class MemorySessions implements SharedSessions {
  /** With the moment from which nobody takes them up any more; the first is the oldest. */
  private readonly ended = new Map<string, number>();

  /** @param now in milliseconds; never goes back. */
  constructor(
    private readonly idleMs: number,
    private readonly now: () => number,
  ) {}

  hasEnded(session: string): boolean {
    return this.ended.has(session);
  }

  async open(): Promise<void> {}

  async use(session: string): Promise<boolean | undefined> {
    return this.hasEnded(session) ? false : undefined;
  }

  async end(session: string): Promise<void> {
    const now = this.now();
    for (const [oldest, until] of this.ended) {
      if (until > now && this.ended.size < MAX_ENDED) break;
      this.ended.delete(oldest);
    }
    this.ended.set(session, now + this.idleMs);
  }

  async subscribe(): Promise<void> {}

  async unsubscribe(): Promise<void> {}

  async subscribed(): Promise<readonly string[]> {
    return [];
  }

  async tell(): Promise<void> {}

  hear(): () => void {
    return () => {};
  }
}
