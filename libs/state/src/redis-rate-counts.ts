import type { RateBudget, RateCounts, RateTake } from '#libs/contracts';
import type { MemoryRateCounts } from './memory-rate-counts.js';
import type { ScriptBudget } from './take-script.js';

/** The part of a Redis client that counting needs. */
export interface TakingClient {
  readonly isReady: boolean;
  /** See TAKE. */
  take(budgets: readonly ScriptBudget[], points: number): Promise<readonly number[]>;
}

export interface RedisCountSettings {
  /** How long an answer of Redis is waited for. */
  readonly timeoutMs: number;
  /** In milliseconds; never goes back. */
  readonly now: () => number;
  /** Told once when Redis stops answering (false), and once when it answers again. */
  readonly reachable: (is: boolean) => void;
}

const PREFIX = 'odoo-mcp:rate:';
/**
 * A window that is known here to last this much longer lasts in Redis too, whatever clocks and networks do. One that is not
 * there was lost.
 */
const SURE_MS = 5000;

/**
 * Counts that all replicas share. While Redis does not answer, each goes on by itself from the last count that it was
 * told, and adds what it counted when Redis is back.
 */
export class RedisRateCounts implements RateCounts {
  /** A command was not answered in time: no other is sent before it is settled. */
  private stalled = false;
  private isReachable = true;

  /** @param local counts while Redis is away. */
  constructor(
    private readonly client: TakingClient,
    private readonly local: MemoryRateCounts,
    private readonly settings: RedisCountSettings,
  ) {}

  async take(budgets: readonly RateBudget[], points: number): Promise<RateTake> {
    if (this.client.isReady && !this.stalled) {
      try {
        const take = await this.takeShared(budgets, points);
        this.note(true);
        return take;
      } catch {
        // Whatever it is, there is a limit.
      }
    }
    this.note(false);
    return this.local.takeNow(budgets, points);
  }

  private async takeShared(budgets: readonly RateBudget[], points: number): Promise<RateTake> {
    const now = this.settings.now();
    const told = budgets.map((budget) => ({ budget, ...this.claim(budget, now) }));
    const sent = this.client.take(
      told.map(({ shown }) => shown),
      points,
    );
    let reply: readonly number[];
    try {
      reply = await this.inTime(sent, ([fits = 0]) => {
        // It was counted here by then, and is in Redis too.
        for (const { window, shown } of told) window.untold -= shown.untold + points * fits;
      });
    } catch (error) {
      for (const { window, shown } of told) window.untold += shown.untold;
      throw error;
    }
    const received = this.settings.now();
    const standings = told.map(({ budget, window }, index) => {
      const [used = 0, resetMs = 0] = reply.slice(1 + index * 2);
      Object.assign(window, { used, endsAt: received + resetMs });
      return { budget, left: Math.max(0, budget.requests - used), resetMs };
    });
    return { taken: reply[0] === 1, standings };
  }

  /** What is shown to Redis, which then knows all that was counted here. */
  private claim(budget: RateBudget, now: number) {
    const window = this.local.windowOf(budget);
    const { untold } = window;
    const restMs = Math.ceil(window.endsAt - now);
    window.untold = 0;
    const shown: ScriptBudget = {
      key: PREFIX + budget.key,
      limit: budget.requests,
      windowMs: budget.windowMs,
      untold,
      atLeast: untold > 0 || restMs > SURE_MS ? window.used : 0,
      restMs,
    };
    return { window, shown };
  }

  /** @param late is told of an answer that comes when it is waited for no more. */
  private async inTime<T>(sent: Promise<T>, late: (reply: T) => void): Promise<T> {
    let timer: NodeJS.Timeout | undefined;
    const over = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(() => {
        this.stalled = true;
        void sent.then(late, () => {}).finally(() => (this.stalled = false));
        reject(new Error('Redis did not answer in time.'));
      }, this.settings.timeoutMs);
    });
    try {
      return await Promise.race([sent, over]);
    } finally {
      clearTimeout(timer);
    }
  }

  private note(reachable: boolean): void {
    if (reachable === this.isReachable) return;
    this.isReachable = reachable;
    this.settings.reachable(reachable);
  }
}
