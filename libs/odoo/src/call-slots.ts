import { type CallEnd, GatewayUnavailable, RateLimited } from '#libs/contracts';
import { requireWaiting, whenGone } from './call-end.js';

export interface SlotSettings {
  /** Calls under way at once. */
  readonly maxConnections: number;
  /** Calls that wait for a slot, of all callers. */
  readonly queueCalls: number;
  /** Of one caller. */
  readonly queueCallsPerCaller: number;
  /** The longest wait that a call is let in for; it ends after twice that. */
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

/** As the caller of the gateway's own calls. */
const OWN = '';

/** What one caller may have under way at most while others call, of all slots. */
const SHARE_OF_ONE = 0.75;

/** For how long another caller counts as one that calls. */
const OTHERS_MS = 60_000;

/** One that is let wait may be overtaken by callers with fewer calls: how many times as long it waits for all that. */
export const OVERTAKEN = 2;

/** How much the latest call counts in the mean time of calls. */
const MEAN_SHARE = 0.1;

/**
 * As many calls at once as Odoo is meant to take, and a short queue for more. The caller with the fewest calls under way
 * is next, so that no number of calls of one keeps another waiting behind them; and while several call, none has all of
 * the slots, or the others would wait for one at every call.
 */
export class CallSlots {
  /** When each began that is under way, the oldest first. */
  private readonly begun = new Set<{ readonly at: number }>();
  private readonly runningOf = new Map<string, number>();
  /** By caller, the one that was served last at the end. */
  private readonly queues = new Map<string, Waiter[]>();
  private waiting = 0;
  /** The oldest first, each with what gives its slot back. */
  private readonly abandoned = new Map<NodeJS.Timeout, () => void>();
  private latest = { caller: OWN, at: Number.NEGATIVE_INFINITY };
  /** When someone else than the latest caller called last. */
  private otherAt = Number.NEGATIVE_INFINITY;
  /** For how long a slot was taken of late, in milliseconds. */
  private meanMs = 0;

  constructor(
    private readonly settings: SlotSettings,
    private readonly now: () => number,
  ) {}

  /** Slots that are taken, those of abandoned calls among them. */
  get taken(): number {
    return this.begun.size;
  }

  /** Calls that wait for one. */
  get queued(): number {
    return this.waiting;
  }

  /**
   * @param caller whose turn it is; empty for the gateway's own calls.
   * @throws RateLimited where the caller has too many waiting, GatewayUnavailable where all have, where by what calls took
   * of late it would wait longer than `waitMs` or than it has left, or where it has waited `OVERTAKEN * waitMs`; Cancelled or OdooTimeout where nobody waits any more. Nothing was sent then.
   */
  async take(caller: string, end: CallEnd = {}, waitMs = this.settings.queueWaitMs): Promise<Slot> {
    requireWaiting(end);
    this.note(caller);
    return this.hasSlotFor(caller) ? this.begin(caller) : this.wait(caller, end, waitMs);
  }

  close(): void {
    for (const timer of this.abandoned.keys()) clearTimeout(timer);
    this.abandoned.clear();
  }

  private note(caller: string): void {
    if (caller === OWN) return;
    if (caller !== this.latest.caller) this.otherAt = this.latest.at;
    this.latest = { caller, at: this.now() };
  }

  private hasSlotFor(caller: string): boolean {
    const { maxConnections } = this.settings;
    const alone = this.now() - this.otherAt >= OTHERS_MS;
    const most = alone ? maxConnections : Math.ceil(maxConnections * SHARE_OF_ONE);
    return this.taken < maxConnections && (this.runningOf.get(caller) ?? 0) < most;
  }

  private wait(caller: string, end: CallEnd, waitMs: number): Promise<Slot> {
    const queue = this.queues.get(caller) ?? [];
    if (queue.length >= this.settings.queueCallsPerCaller) throw tooManyOfCaller();
    if (this.waiting >= this.settings.queueCalls) throw full();
    const forecastMs = this.forecast(queue);
    if (forecastMs > Math.min(waitMs, end.deadline?.leftMs ?? waitMs)) throw full(forecastMs);
    return this.enqueue(caller, queue, end, waitMs);
  }

  /** How long who comes last in a queue waits, should calls take as long as of late. */
  private forecast(queue: readonly Waiter[]): number {
    const place = queue.length + 1;
    let waiting = queue.length;
    // Callers take turns.
    for (const other of this.queues.values()) if (other !== queue) waiting += Math.min(other.length, place);
    // Who calls may have as many waiting before this one's turn has come.
    const callers = new Set([...this.runningOf.keys(), ...this.queues.keys()]).size;
    const before = Math.max(waiting, queue.length * callers);
    const begun = [...this.begun];
    const now = this.now();
    const at = begun[Math.min(before % this.settings.maxConnections, begun.length - 1)]?.at ?? now;
    const rounds = Math.floor(before / this.settings.maxConnections);
    return Math.max(0, at + this.meanMs - now) + rounds * this.meanMs;
  }

  private enqueue(caller: string, queue: Waiter[], end: CallEnd, waitMs: number): Promise<Slot> {
    this.queues.set(caller, queue);
    this.waiting += 1;
    return new Promise((resolve, reject) => {
      const leave = (error: Error): void => {
        settle();
        this.remove(caller, queue, waiter);
        reject(error);
      };
      const timer = setTimeout(() => leave(full()), OVERTAKEN * waitMs);
      const unwatch = whenGone(end, leave);
      const settle = (): void => {
        clearTimeout(timer);
        unwatch();
      };
      const waiter: Waiter = {
        begin: () => {
          settle();
          resolve(this.begin(caller));
        },
      };
      queue.push(waiter);
    });
  }

  private remove(caller: string, queue: Waiter[], waiter: Waiter): void {
    queue.splice(queue.indexOf(waiter), 1);
    this.waiting -= 1;
    if (queue.length === 0) this.queues.delete(caller);
  }

  private begin(caller: string): Slot {
    const call = { at: this.now() };
    this.begun.add(call);
    this.runningOf.set(caller, (this.runningOf.get(caller) ?? 0) + 1);
    const end = (): void => this.end(caller, call);
    let left = false;
    const once = (leave: () => void) => () => {
      if (left) return;
      left = true;
      leave();
    };
    return { release: once(end), abandon: once(() => this.keep(end)) };
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

  private end(caller: string, call: { readonly at: number }): void {
    this.begun.delete(call);
    this.meanMs += (this.now() - call.at - this.meanMs) * (this.meanMs === 0 ? 1 : MEAN_SHARE);
    const left = (this.runningOf.get(caller) ?? 1) - 1;
    if (left === 0) this.runningOf.delete(caller);
    else this.runningOf.set(caller, left);
    this.serveNext();
  }

  private serveNext(): void {
    const next = this.nextCaller();
    const queue = next === undefined ? undefined : this.queues.get(next);
    const waiter = queue?.[0];
    if (next === undefined || !queue || !waiter || !this.hasSlotFor(next)) return;
    this.remove(next, queue, waiter);
    if (queue.length > 0) {
      this.queues.delete(next);
      this.queues.set(next, queue);
    }
    waiter.begin();
    // One that is alone by now gets what was kept from it.
    this.serveNext();
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

/** @param waitMs for how long one would have to wait. */
function full(waitMs = 0): GatewayUnavailable {
  return new GatewayUnavailable('Too many calls wait for Odoo.', {
    hint: 'Nothing was done. Try again later.',
    rule: 'odoo-queue',
    retryAfterSeconds: Math.max(1, Math.ceil(waitMs / 1000)),
  });
}
