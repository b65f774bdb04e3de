import type { CallIdentity } from './fault-controller.js';

export interface LoggedCall extends CallIdentity {
  /** Counts up from 1 over the sandbox's life. */
  readonly number: number;
  readonly state: 'running' | 'answered' | 'client-closed';
  /** The answer's status, once it is out. */
  readonly status?: number;
  /** As the client sent it. */
  readonly traceparent?: string;
}

type Entry = { -readonly [Key in keyof LoggedCall]: LoggedCall[Key] };

export interface CallCounts {
  readonly total: number;
  /** Calls whose client went away before it had the whole answer. */
  readonly clientClosed: number;
  readonly running: number;
  /** By `model.method`, or by path where a call has none. */
  readonly byMethod: Readonly<Record<string, number>>;
}

/** Benchmarks make millions of calls: the counters see all, the list keeps the latest. */
const KEPT = 2_000;

/** What was asked of the sandbox. */
export class CallLog {
  private entries: Entry[] = [];
  private byMethod = new Map<string, number>();
  private total = 0;
  private clientClosed = 0;
  private running = 0;
  private lastNumber = 0;

  /** The latest calls, oldest first. */
  get list(): readonly LoggedCall[] {
    return this.entries.map((entry) => ({ ...entry }));
  }

  get counts(): CallCounts {
    const { total, clientClosed, running } = this;
    return { total, clientClosed, running, byMethod: Object.fromEntries(this.byMethod) };
  }

  /** How many of the latest calls are like this; everything given has to be equal. */
  count(like: Partial<LoggedCall> = {}): number {
    const wanted = Object.entries(like);
    return this.entries.filter((entry) => {
      const known = new Map(Object.entries(entry));
      return wanted.every(([key, value]) => known.get(key) === value);
    }).length;
  }

  clear(): void {
    this.entries = [];
    this.byMethod.clear();
    this.total = 0;
    this.clientClosed = 0;
  }

  /** Writes a call down; the answer to give is told when it is over. */
  begin(call: CallIdentity, traceparent?: string): (state: 'answered' | 'client-closed', status?: number) => void {
    const entry: Entry = {
      ...call,
      number: ++this.lastNumber,
      state: 'running',
      ...(traceparent !== undefined && { traceparent }),
    };
    const key = call.model === undefined ? (call.method ?? call.path) : `${call.model}.${call.method}`;
    this.byMethod.set(key, (this.byMethod.get(key) ?? 0) + 1);
    this.total += 1;
    this.running += 1;
    this.entries.push(entry);
    if (this.entries.length > 2 * KEPT) this.entries = this.entries.slice(-KEPT);
    return (state, status) => {
      this.running -= 1;
      entry.state = state;
      if (status !== undefined) entry.status = status;
      if (state === 'client-closed') this.clientClosed += 1;
    };
  }
}
