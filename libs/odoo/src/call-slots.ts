import { Cancelled, GatewayUnavailable, RateLimited } from '#libs/contracts';

export interface SlotSettings {
  /** Calls under way at once. */
  readonly maxConnections: number;
  /** Calls that wait for a slot, of all callers. */
  readonly queueCalls: number;
  /** Of one caller. */
  readonly queueCallsPerCaller: number;
  /** The longest wait. */
  readonly queueWaitMs: number;
  /** How long Odoo is taken to work on for a call that nobody waits for any more. */
  readonly abandonedMs: number;
}

/** Whichever is called first counts. */
export interface Slot {
  /** Odoo has ended the call, or never got it. */
  release(): void;
  /** Odoo works on for nobody: the slot stays taken for a while. */
  abandon(): void;
}

interface Waiter {
  readonly begin: () => void;
}

/**
 * As many calls at once as Odoo is meant to take, and a short queue for more. The caller with the fewest calls under way
 * is next, so that no number of calls of one keeps another waiting behind them.
 */
export class CallSlots {
  private running = 0;
  private readonly runningOf = new Map<string, number>();
  /** By caller, the one that was served last at the end. */
  private readonly queues = new Map<string, Waiter[]>();
  private waiting = 0;
  /** The oldest first, each with what gives its slot back. */
  private readonly abandoned = new Map<NodeJS.Timeout, () => void>();

  constructor(private readonly settings: SlotSettings) {}

  /** Slots that are taken, those of abandoned calls among them. */
  get taken(): number {
    return this.running;
  }

  /** Calls that wait for one. */
  get queued(): number {
    return this.waiting;
  }

  /**
   * @param caller whose turn it is; the gateway's own calls have one of their own.
   * @throws Cancelled, RateLimited where the caller has too many waiting, GatewayUnavailable where all have or it takes
   * too long. Nothing was sent then.
   */
  async take(caller: string, signal: AbortSignal | undefined, waitMs = this.settings.queueWaitMs): Promise<Slot> {
    if (signal?.aborted) throw new Cancelled();
    if (this.running < this.settings.maxConnections) this.begin(caller);
    else await this.wait(caller, signal, waitMs);
    return this.slotOf(caller);
  }

  close(): void {
    for (const timer of this.abandoned.keys()) clearTimeout(timer);
    this.abandoned.clear();
  }

  private wait(caller: string, signal: AbortSignal | undefined, waitMs: number): Promise<void> {
    const queue = this.queues.get(caller) ?? [];
    if (queue.length >= this.settings.queueCallsPerCaller) throw tooManyOfCaller();
    if (this.waiting >= this.settings.queueCalls) throw full();
    this.queues.set(caller, queue);
    this.waiting += 1;
    return new Promise((resolve, reject) => {
      const leave = (error: Error): void => {
        end();
        this.remove(caller, queue, waiter);
        reject(error);
      };
      const onAbort = (): void => leave(new Cancelled());
      const timer = setTimeout(() => leave(full()), waitMs);
      const end = (): void => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', onAbort);
      };
      const waiter: Waiter = {
        begin: () => {
          end();
          resolve();
        },
      };
      signal?.addEventListener('abort', onAbort, { once: true });
      queue.push(waiter);
    });
  }

  private remove(caller: string, queue: Waiter[], waiter: Waiter): void {
    queue.splice(queue.indexOf(waiter), 1);
    this.waiting -= 1;
    if (queue.length === 0) this.queues.delete(caller);
  }

  private begin(caller: string): void {
    this.running += 1;
    this.runningOf.set(caller, (this.runningOf.get(caller) ?? 0) + 1);
  }

  private slotOf(caller: string): Slot {
    let left = false;
    const once = (leave: () => void) => () => {
      if (left) return;
      left = true;
      leave();
    };
    return {
      release: once(() => this.end(caller)),
      abandon: once(() => this.keep(() => this.end(caller))),
    };
  }

  /** At most half of the slots are kept so, or whoever calls and hangs up could shut out all others. */
  private keep(release: () => void): void {
    const timer = setTimeout(() => {
      this.abandoned.delete(timer);
      release();
    }, this.settings.abandonedMs);
    timer.unref();
    this.abandoned.set(timer, release);
    if (this.abandoned.size <= this.settings.maxConnections / 2) return;
    for (const [oldest, giveBack] of this.abandoned) {
      clearTimeout(oldest);
      this.abandoned.delete(oldest);
      giveBack();
      return;
    }
  }

  private end(caller: string): void {
    this.running -= 1;
    const left = (this.runningOf.get(caller) ?? 1) - 1;
    if (left === 0) this.runningOf.delete(caller);
    else this.runningOf.set(caller, left);
    this.serveNext();
  }

  private serveNext(): void {
    const next = this.nextCaller();
    const queue = next === undefined ? undefined : this.queues.get(next);
    const waiter = queue?.[0];
    if (next === undefined || !queue || !waiter) return;
    this.remove(next, queue, waiter);
    if (queue.length > 0) {
      this.queues.delete(next);
      this.queues.set(next, queue);
    }
    this.begin(next);
    waiter.begin();
  }

  private nextCaller(): string | undefined {
    let next: string | undefined;
    let fewest = Number.POSITIVE_INFINITY;
    for (const caller of this.queues.keys()) {
      const running = this.runningOf.get(caller) ?? 0;
      if (running < fewest) [next, fewest] = [caller, running];
    }
    return next;
  }
}

function tooManyOfCaller(): RateLimited {
  return new RateLimited('Too many calls of this caller wait for Odoo.', {
    hint: 'Nothing was done. Send fewer at once.',
    rule: 'odoo-queue',
    retryAfterSeconds: 1,
  });
}

function full(): GatewayUnavailable {
  return new GatewayUnavailable('Too many calls wait for Odoo.', {
    hint: 'Nothing was done. Try again later.',
    rule: 'odoo-queue',
    retryAfterSeconds: 1,
  });
}
