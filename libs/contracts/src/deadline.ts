import { InvalidArguments } from './errors.js';

/** What bounds the time of a call, by the name under which it is set. */
export interface TimeLimit {
  readonly name: 'X-Request-Timeout' | 'CALL_TIMEOUT_MS' | 'CALL_TIMEOUT_MAX_MS';
  readonly ms: number;
}

export interface DeadlineTerms {
  /** From the beginning, and again from each time that it is moved on. */
  readonly limit: TimeLimit;
  /** From the beginning, however often it is moved on; without it, that is without end. */
  readonly most?: TimeLimit | undefined;
}

/** Until when a call has to have ended. Whoever begins one ends it. */
export class Deadline {
  private readonly over = new AbortController();
  private readonly begun: number;
  private at = Number.POSITIVE_INFINITY;
  private timer: NodeJS.Timeout | undefined;

  /** @param now monotonic, in milliseconds. */
  constructor(
    private readonly terms: DeadlineTerms,
    private readonly now: () => number,
  ) {
    this.begun = now();
    this.moveOn();
  }

  /** Aborted when it has passed. */
  get signal(): AbortSignal {
    return this.over.signal;
  }

  /** 0 once it has passed. */
  get leftMs(): number {
    return this.signal.aborted ? 0 : Math.max(0, this.at - this.now());
  }

  /** What it comes from, as it stands. */
  get limit(): TimeLimit {
    const { limit, most } = this.terms;
    return most && this.at >= this.begun + most.ms ? most : limit;
  }

  /** The caller has heard how far the call has come, and waits anew. */
  moveOn(): void {
    this.set(Math.min(this.now() + this.terms.limit.ms, this.latest));
  }

  /** The call waits for its caller: only the whole of its time counts until it is moved on. */
  rest(): void {
    this.set(this.latest);
  }

  end(): void {
    clearTimeout(this.timer);
  }

  private get latest(): number {
    return this.begun + (this.terms.most?.ms ?? Number.POSITIVE_INFINITY);
  }

  private set(at: number): void {
    clearTimeout(this.timer);
    this.at = at;
    if (this.signal.aborted || at === Number.POSITIVE_INFINITY) return;
    this.timer = setTimeout(() => this.over.abort(), at - this.now());
    this.timer.unref();
  }
}

/** Member of an MCP message's `_meta`: how many milliseconds its sender waits for the answer. */
export const TIMEOUT_META = 'io.odoo-mcp/timeout-ms';

/**
 * How long the sender of a message waits for its answer, in milliseconds, where its `_meta` says so.
 * @throws InvalidArguments for what is no time.
 */
export function timeoutInMeta(meta: unknown): number | undefined {
  if (typeof meta !== 'object' || meta === null || !Object.hasOwn(meta, TIMEOUT_META)) return undefined;
  const value = (meta as Readonly<Record<string, unknown>>)[TIMEOUT_META];
  if (typeof value === 'number' && Number.isFinite(value) && value >= 1) return value;
  throw new InvalidArguments(`_meta["${TIMEOUT_META}"] is no time.`, {
    hint: 'Send milliseconds as a number of 1 or more, such as 2500, or leave it out.',
  });
}

/** The shorter of two times, of which either may be left out. */
export function shorterTime(one: number | undefined, other: number | undefined): number | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return Math.min(one, other);
}
