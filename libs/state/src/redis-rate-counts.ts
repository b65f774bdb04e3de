import type { RateBudget, RateCounts, RateTake } from '#libs/contracts';
import type { MemoryRateCounts } from './memory-rate-counts.js';
import type { RateWindow } from './rate-windows.js';
import { AHEAD_MOST, type ScriptBudget, SURE_MS } from './take-script.js';

/** The part of a Redis client that counting needs. */
export interface TakingClient {
  readonly isReady: boolean;
  /** See TAKE. @param ahead how many points more at most. */
  take(budgets: readonly ScriptBudget[], points: number, ahead: number): Promise<readonly number[]>;
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
 * Counts that all replicas share. Each takes a few points ahead while many are left, so that not every call has to ask.
 * While Redis does not answer, each goes on by itself from the last count that it was told, and adds what it counted when
 * Redis is back.
 */
export class RedisRateCounts implements RateCounts {
  /** A command was not answered in time: no other is sent before it is settled. */
  private stalled = false;
  private isReachable = true;
  /** Windows for which points are being taken ahead: calls that come meanwhile take none. */
  private readonly asking = new Set<RateWindow>();

  /** @param local counts while Redis is away. */
  constructor(
    private readonly client: TakingClient,
    private readonly local: MemoryRateCounts,
    private readonly settings: RedisCountSettings,
  ) {}

  async take(budgets: readonly RateBudget[], points: number): Promise<RateTake> {
    if (this.client.isReady && !this.stalled) {
      if (this.isAhead(budgets, points)) return this.local.takeNow(budgets, points);
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

  /** Whether Redis has counted these points already. */
  private isAhead(budgets: readonly RateBudget[], points: number): boolean {
    const surely = this.settings.now() + SURE_MS;
    return budgets.every((budget) => {
      const { untold, endsAt } = this.local.windowOf(budget);
      return untold + points <= 0 && endsAt > surely;
    });
  }

  private async takeShared(budgets: readonly RateBudget[], points: number): Promise<RateTake> {
    const now = this.settings.now();
    const told = budgets.map((budget) => ({ budget, ...this.claim(budget, now) }));
    const free = told.map(({ window }) => window).filter((window) => !this.asking.has(window));
    const sent = this.client.take(
      told.map(({ shown }) => shown),
      points,
      free.length === told.length ? AHEAD_MOST : 0,
    );
    for (const window of free) this.asking.add(window);
    let reply: readonly number[];
    try {
      reply = await this.inTime(sent, ([fits = 0, ahead = 0]) => {
        // It was counted here by then, and is in Redis too.
        for (const { window, shown } of told) window.untold -= shown.untold + points * fits + ahead;
      });
    } catch (error) {
      for (const { window, shown } of told) window.untold += shown.untold;
      throw error;
    } finally {
      for (const window of free) this.asking.delete(window);
    }
    const received = this.settings.now();
    const [, ahead = 0] = reply;
    const standings = told.map(({ budget, window }, index) => {
      const [shared = 0, resetMs = 0] = reply.slice(2 + index * 2);
      const untold = window.untold - ahead;
      const used = shared + untold;
      Object.assign(window, { used, untold, endsAt: received + resetMs });
      return { budget, left: Math.max(0, budget.requests - used), resetMs };
    });
    return { taken: reply[0] === 1, standings };
  }

  /** What is shown to Redis, which then knows all that was counted here. */
  private claim(budget: RateBudget, now: number) {
    const window = this.local.windowOf(budget);
    const restMs = Math.ceil(window.endsAt - now);
    const isSure = restMs > SURE_MS;
    // What was taken ahead is not given back to a window that may be the next one by now.
    const untold = isSure ? window.untold : Math.max(0, window.untold);
    window.untold = 0;
    const shown: ScriptBudget = {
      key: PREFIX + budget.key,
      limit: budget.requests,
      windowMs: budget.windowMs,
      untold,
      atLeast: untold > 0 || isSure ? window.used : 0,
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
