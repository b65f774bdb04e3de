/**
 * Looks at start, and then again and again, whether those Odoos are there of which nobody knows it, so that health tells
 * before the first call and while calls are refused.
 */
export class ReachWatch {
  private timer: NodeJS.Timeout | undefined;
  private stopped = false;

  /**
   * @param probe does not fail; the time to the next one begins when it has ended.
   * @param everyMs 0 for never.
   */
  constructor(
    private readonly probe: () => Promise<void>,
    private readonly everyMs: number,
  ) {}

  start(): void {
    if (this.everyMs > 0) void this.look();
  }

  stop(): void {
    this.stopped = true;
    clearTimeout(this.timer);
  }

  private async look(): Promise<void> {
    await this.probe();
    if (this.stopped) return;
    this.timer = setTimeout(() => void this.look(), this.everyMs);
    this.timer.unref();
  }
}
