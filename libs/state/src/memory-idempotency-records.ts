import { type IdempotencyRecords, IdempotencyUnavailable, type KeyedPlace, type KeyedStanding } from '#libs/contracts';

export interface RecordSettings {
  /** How long a record is kept since it was changed last. */
  readonly ttlMs: number;
  readonly leaseMs: number;
}

export interface MemoryRecordSettings extends RecordSettings {
  readonly maxRecords: number;
  /** In milliseconds; never goes back. */
  readonly now: () => number;
}

interface Kept {
  readonly owner: string;
  readonly digest: string;
  state: 'begun' | 'sending' | 'kept' | 'unknown';
  note: string;
  leaseEndsAt: number;
  expiresAt: number;
  /** Who waits for it to end. */
  readonly waiting: Set<() => void>;
}

/** Records of this process alone. Where there is no room a new call is refused, for none that is kept may be dropped. */
export class MemoryIdempotencyRecords implements IdempotencyRecords {
  /** The one that expires next comes first. */
  private readonly records = new Map<string, Kept>();

  constructor(private readonly settings: MemoryRecordSettings) {}

  get size(): number {
    return this.records.size;
  }

  async begin(attempt: KeyedPlace): Promise<KeyedStanding> {
    const { place, owner, digest } = attempt;
    const known = this.find(place);
    if (known) {
      if (known.digest !== digest) return { state: 'other' };
      if (known.state === 'kept' || known.state === 'unknown') return { state: known.state, note: known.note };
      return { state: 'running' };
    }
    this.makeRoom();
    this.touch(place, {
      owner,
      digest,
      state: 'begun',
      note: '',
      leaseEndsAt: 0,
      expiresAt: 0,
      waiting: new Set(),
    });
    return { state: 'begun' };
  }

  async sending(attempt: KeyedPlace, note: string): Promise<boolean> {
    const record = this.find(attempt.place);
    if (record?.owner !== attempt.owner || record.state === 'kept' || record.state === 'unknown') return false;
    this.touch(attempt.place, Object.assign(record, { state: 'sending', note }));
    return true;
  }

  async renew({ place, owner }: KeyedPlace): Promise<void> {
    const record = this.find(place);
    if (record?.owner === owner) this.touch(place, record);
  }

  async keep(attempt: KeyedPlace, note: string): Promise<void> {
    this.end(attempt, 'kept', note);
  }

  async unknown(attempt: KeyedPlace, note: string): Promise<void> {
    this.end(attempt, 'unknown', note);
  }

  async free({ place, owner }: KeyedPlace): Promise<void> {
    const record = this.find(place);
    if (record?.owner !== owner) return;
    this.records.delete(place);
    this.wake(record);
  }

  change(place: string, signal: AbortSignal): Promise<void> {
    const record = this.find(place);
    if (signal.aborted || !record || record.state === 'kept' || record.state === 'unknown') return Promise.resolve();
    return new Promise((resolve) => {
      const end = (): void => {
        record.waiting.delete(end);
        signal.removeEventListener('abort', end);
        resolve();
      };
      record.waiting.add(end);
      signal.addEventListener('abort', end);
    });
  }

  private end({ place, owner }: KeyedPlace, state: 'kept' | 'unknown', note: string): void {
    const record = this.find(place);
    if (record?.owner !== owner) return;
    this.touch(place, Object.assign(record, { state, note }));
    this.wake(record);
  }

  /** What is there, as it is by now. */
  private find(place: string): Kept | undefined {
    const record = this.records.get(place);
    if (!record) return undefined;
    const now = this.settings.now();
    const isOver = record.leaseEndsAt <= now;
    if (record.expiresAt <= now || (record.state === 'begun' && isOver)) {
      this.records.delete(place);
      this.wake(record);
      return undefined;
    }
    if (record.state === 'sending' && isOver) {
      record.state = 'unknown';
      this.wake(record);
    }
    return record;
  }

  private touch(place: string, record: Kept): void {
    const now = this.settings.now();
    record.leaseEndsAt = now + this.settings.leaseMs;
    record.expiresAt = now + this.settings.ttlMs;
    // A map keeps the order of insertion, and all are kept for the same time.
    this.records.delete(place);
    this.records.set(place, record);
  }

  private makeRoom(): void {
    const now = this.settings.now();
    for (const [place, { expiresAt }] of this.records) {
      if (expiresAt > now) break;
      this.records.delete(place);
    }
    if (this.records.size < this.settings.maxRecords) return;
    throw new IdempotencyUnavailable('As many idempotency keys are remembered as there is room for.');
  }

  private wake({ waiting }: Kept): void {
    for (const end of waiting) end();
  }
}
