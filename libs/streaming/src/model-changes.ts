import { GatewayUnavailable } from '#libs/contracts';
import { behind, type Change, GONE, type Position, wasTold } from './change.js';
import { KnownIds } from './known-ids.js';
import type { Clocks, OdooClock } from './odoo-clock.js';
import { SharedReads } from './shared-reads.js';
import type { Stamp, StampReader } from './stamp-reader.js';

export interface LookSettings {
  readonly overlapSeconds: number;
  readonly replaySeconds: number;
  readonly maxRecords: number;
  /** A record is looked at again this long after it was seen to have changed, and then after twice as long each time. */
  readonly pollMs: number;
}

/** What one look has found. */
export interface Look {
  readonly changes: readonly Change[];
  /** Where listeners are before the first change; each change leads one on. */
  readonly before: Position;
  /** Where they are when they were told all of them. */
  readonly after: Position;
  /** Whether deletions are noticed. */
  readonly deletions: boolean;
}

interface DatedChange extends Change {
  readonly created: number;
}

interface Sighting extends DatedChange {
  readonly seenAtMs: number;
  lookAgainAtMs: number;
}

/** More has changed of late than can be kept in mind. */
export class TooManyChanges extends GatewayUnavailable {
  constructor(model: string, { maxRecords, overlapSeconds }: LookSettings) {
    super(`More than ${maxRecords} records of ${model} have changed within ${overlapSeconds} seconds.`, {
      hint: 'Read the records anew and listen again later; the operator sets CHANGES_MAX_RECORDS.',
      retryAfterSeconds: overlapSeconds,
    });
  }
}

/** Above this many changes at once nobody looks whether one of them changes twice in a second. */
const PRINTS_MAX = 500;

/**
 * What has changed in one model since the last look. Odoo dates a change when its transaction begins and shows it when
 * that ends, so each look goes back further than the last one, and what was seen there is kept in mind and not told
 * again. Dates have whole seconds: whether a record has changed a second time in one of them is told by a print of it.
 */
export class ModelChanges {
  /** By id, in the order in which they were seen. */
  private readonly seen = new Map<number, Sighting>();
  private readonly gone = new Map<number, Change>();
  private reached: Position = { at: 0, wall: 0, told: [] };
  private readonly known: KnownIds;
  /** What those who come back were not told and no look finds again: a gateway that ends sends many back at once. */
  private readonly older = new SharedReads<Stamp[] | undefined>();

  constructor(
    private readonly reader: StampReader,
    private readonly model: string,
    private readonly settings: LookSettings,
    private readonly clocks: Clocks,
    private readonly clock: OdooClock,
  ) {
    this.known = new KnownIds(reader, settings.maxRecords);
  }

  /** Takes note of what is there already. */
  async begin(): Promise<Look> {
    const wall = this.wallSeconds;
    const newest = await this.reader.newest(this.clock.horizon);
    if (newest) this.clock.observe(newest.written);
    this.reached = { at: this.clock.now(), wall, told: [] };
    const stamps = await this.writtenSince(this.floor);
    const prints = await this.printsOf(stamps.map(({ id }) => id));
    await this.known.begin();
    for (const stamp of stamps) this.note(stamp, { ...changeOf(stamp, prints), kind: 'updated' });
    return this.told([], this.reached);
  }

  /** Nothing is taken note of unless all of it succeeds, so that a look that fails can be repeated. */
  async look(): Promise<Look> {
    const [at, wall, before] = [this.clock.now(), this.wallSeconds, this.reached];
    const stamps = await this.writtenSince(this.floor);
    const fresh = stamps.filter(({ id, written }) => this.seen.get(id)?.at !== written);
    const due = this.dueAgain(new Set(fresh.map(({ id }) => id)));
    const prints = await this.printsOf([...fresh, ...due].map(({ id }) => id));
    // Last, for it is the only one that takes note by itself.
    const missing = await this.known.missing(stamps);
    const changes = [
      ...fresh.map((stamp) => this.noteFresh(stamp, prints)),
      ...due.flatMap((sighting) => this.noteAgain(sighting, prints) ?? []),
      ...missing.map((id) => this.noteMissing(id, wall)),
    ];
    this.reached = { ...this.reached, at, wall };
    this.older.forget();
    this.forget();
    return this.told(changes, before);
  }

  /** @returns what a listener at this position was not told; undefined where that cannot be found out any more. */
  async since(position: Position): Promise<readonly Change[] | undefined> {
    const { overlapSeconds, replaySeconds, maxRecords } = this.settings;
    if (this.wallSeconds - position.wall > replaySeconds) return undefined;
    const from = Math.max(0, position.at - overlapSeconds);
    const { floor } = this;
    // As it is now: what is seen later is told to every listener anyway.
    const lately = [...this.seen.values()].filter(({ at }) => at >= from);
    const gone = [...this.gone.values()];
    const older = from < floor ? await this.older.once(`${from} ${floor}`, () => this.reader.written(from, floor)) : [];
    if (!older || older.length + lately.length + gone.length > maxRecords) return undefined;
    const known = new Set(position.told.map(([id]) => id));
    const dated: DatedChange[] = [...older.map(datedChangeOf), ...lately];
    const changes = dated.map(({ id, kind, at, print, created }): Change => {
      return { id, kind: created >= from && !known.has(id) ? 'created' : kind, at, print };
    });
    return [...changes, ...gone].filter((change) => !wasTold(position, change));
  }

  /** How far back the next look goes. Counted from the last look, for the time between may have been an outage. */
  private get floor(): number {
    return Math.max(0, this.reached.at - this.settings.overlapSeconds);
  }

  private get wallSeconds(): number {
    return Math.floor(this.clocks.wall() / 1000);
  }

  private async writtenSince(from: number): Promise<Stamp[]> {
    const stamps = await this.reader.written(from);
    if (!stamps) throw new TooManyChanges(this.model, this.settings);
    return stamps;
  }

  /** What may have changed again without a new date. */
  private dueAgain(fresh: ReadonlySet<number>): Sighting[] {
    const now = this.clocks.monotonic();
    return [...this.seen.values()].filter(
      ({ id, print, lookAgainAtMs }) => print !== '' && lookAgainAtMs <= now && !fresh.has(id),
    );
  }

  private async printsOf(ids: readonly number[]): Promise<Prints> {
    return ids.length > PRINTS_MAX ? NO_PRINTS : this.reader.prints(ids);
  }

  private noteFresh(stamp: Stamp, prints: Prints): Change {
    // Had it been there before, it would have been seen: the last look went back as far.
    const isNew = !this.seen.has(stamp.id) && stamp.created >= this.floor;
    return this.note(stamp, { ...changeOf(stamp, prints), kind: isNew ? 'created' : 'updated' });
  }

  private noteAgain(sighting: Sighting, prints: Prints): Change | undefined {
    const { id, at, created, seenAtMs } = sighting;
    sighting.lookAgainAtMs += this.clocks.monotonic() - seenAtMs;
    const print = prints.get(id) ?? sighting.print;
    return print === sighting.print
      ? undefined
      : this.note({ id, created, written: at }, { id, kind: 'updated', at, print });
  }

  private noteMissing(id: number, at: number): Change {
    const change: Change = { id, kind: 'deleted', at, print: GONE };
    this.gone.set(id, change);
    this.seen.delete(id);
    this.reached = behind(this.reached, change);
    return change;
  }

  private note({ id, created, written }: Stamp, change: Change): Change {
    const now = this.clocks.monotonic();
    this.clock.observe(written);
    this.seen.delete(id);
    this.seen.set(id, { ...change, created, seenAtMs: now, lookAgainAtMs: now + this.settings.pollMs });
    this.reached = behind(this.reached, change);
    return change;
  }

  private told(changes: readonly Change[], before: Position): Look {
    return { changes, before, after: this.reached, deletions: this.known.areKnown };
  }

  /** What lies before the next look is not found by it, so it need not be kept in mind. */
  private forget(): void {
    const { replaySeconds, maxRecords } = this.settings;
    for (const { id, at } of this.seen.values()) if (at < this.floor) this.seen.delete(id);
    const oldest = this.reached.wall - replaySeconds;
    for (const { id, at } of this.gone.values()) {
      if (at < oldest || this.gone.size > maxRecords) this.gone.delete(id);
    }
  }
}

type Prints = ReadonlyMap<number, string>;

const NO_PRINTS: Prints = new Map();

function changeOf({ id, written: at }: Stamp, prints: Prints): Omit<Change, 'kind'> {
  return { id, at, print: prints.get(id) ?? '' };
}

function datedChangeOf({ id, created, written: at }: Stamp): DatedChange {
  return { id, kind: 'updated', at, print: '', created };
}
