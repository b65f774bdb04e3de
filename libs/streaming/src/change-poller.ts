import { type GuardedPort, type OdooReader, OdooTimeout, OdooUnavailable } from '#libs/contracts';
import { catchError, defer, finalize, type Observable, of, repeat, ReplaySubject, share, timer } from 'rxjs';
import type { Change, Position } from './change.js';
import { type Look, type LookSettings, ModelChanges, TooManyChanges } from './model-changes.js';
import { type Clocks, OdooClock } from './odoo-clock.js';
import { StampReader } from './stamp-reader.js';

/** What comes of a look: what it found, or that there can be none yet. */
export type Tick = Look | 'waiting';

export interface PollSettings extends LookSettings {
  readonly clocks: Clocks;
  /** From 0 up to 1. */
  readonly random: () => number;
}

const LONGEST_PAUSE_MS = 60_000;

/** Looks at one model with the rights of one kind of principal, for as long as somebody listens. */
export class ChangePoller {
  /** The last tick first; the looks begin with the first listener and end with the last one. */
  readonly ticks: Observable<Tick>;
  /** Goes on while nothing is written: what was written last, however much, is the past in the end. */
  private readonly clock: OdooClock;
  private changes: ModelChanges | undefined;
  private failures = 0;

  /** @param ended is told when nobody listens any more. */
  constructor(
    private readonly model: string,
    private readonly port: GuardedPort<OdooReader>,
    private readonly settings: PollSettings,
    ended: () => void,
  ) {
    this.clock = new OdooClock(settings.clocks);
    this.ticks = defer(() => this.look()).pipe(
      catchError((error: unknown) => of(this.failed(error))),
      repeat({ delay: () => timer(this.pause()) }),
      finalize(ended),
      share({ connector: () => new ReplaySubject<Tick>(1) }),
    );
  }

  /** What a listener at this position was not told; undefined where that cannot be found out any more. */
  async since(position: Position): Promise<readonly Change[] | undefined> {
    return this.changes?.since(position);
  }

  private async look(): Promise<Tick> {
    const look = await (this.changes?.look() ?? this.begin());
    this.failures = 0;
    return look;
  }

  private async begin(): Promise<Look> {
    const { model, settings } = this;
    const reader = await StampReader.open(this.port, model, settings.maxRecords);
    const changes = new ModelChanges(reader, model, settings, settings.clocks, this.clock);
    const look = await changes.begin();
    this.changes = changes;
    return look;
  }

  /** Who began while Odoo was there waits for it to come back, and who comes when much has just changed for that to be over. */
  private failed(error: unknown): Tick {
    const waits = this.changes ? isPassing(error) : error instanceof TooManyChanges;
    if (!waits) throw error;
    this.failures += 1;
    return 'waiting';
  }

  private pause(): number {
    return pauseMs(this.settings.pollMs, this.failures, this.settings.random);
  }
}

/** Whether Odoo may be back without anybody doing something about it here. */
export function isPassing(error: unknown): boolean {
  return (error instanceof OdooUnavailable || error instanceof OdooTimeout) && error.retryable;
}

/** Twice as long after every failure, and never the same for all gateways at once. */
export function pauseMs(pollMs: number, failures: number, random: () => number): number {
  if (failures === 0) return pollMs;
  const longest = Math.max(pollMs, LONGEST_PAUSE_MS);
  return Math.min(pollMs * 2 ** failures, longest) * (0.5 + random() / 2);
}
