import { setTimeout as pause } from 'node:timers/promises';
import { type IdempotencyRecords, IdempotencyUnavailable, type KeyedPlace, type KeyedStanding } from '#libs/contracts';
import type { ScriptRecord } from './idempotency-scripts.js';
import type { RecordSettings } from './memory-idempotency-records.js';
import type { NoteCipher } from './note-cipher.js';

/** The part of a Redis client that records need: the scripts of the same names. */
export interface KeyedClient {
  beginKeyed(record: ScriptRecord, digest: string): Promise<string[]>;
  sendKeyed(record: ScriptRecord, note: string): Promise<number>;
  renewKeyed(record: ScriptRecord): Promise<void>;
  endKeyed(record: ScriptRecord, state: 'kept' | 'unknown', note: string): Promise<void>;
  freeKeyed(record: ScriptRecord): Promise<void>;
}

export interface RedisRecordSettings extends RecordSettings {
  /** How long an answer of Redis is waited for. */
  readonly timeoutMs: number;
}

const PREFIX = 'odoo-mcp:idempotency:';

/** How often who waits looks again; nobody is told when another replica has ended a call. */
const POLL_MS = 50;

/** Records that all replicas share. Notes hold what Odoo has answered, so they are sealed. */
export class RedisIdempotencyRecords implements IdempotencyRecords {
  constructor(
    private readonly client: KeyedClient,
    private readonly cipher: NoteCipher,
    private readonly settings: RedisRecordSettings,
  ) {}

  async begin(attempt: KeyedPlace): Promise<KeyedStanding> {
    const [state = '', sealed = ''] = await this.begun(attempt);
    if (state === 'begun' || state === 'running' || state === 'other') return { state };
    const note = this.opened(attempt.place, sealed);
    return { state: state === 'kept' ? 'kept' : 'unknown', note };
  }

  async sending(attempt: KeyedPlace, note: string): Promise<boolean> {
    const sealed = this.cipher.seal(attempt.place, note);
    return (await this.inTime(this.client.sendKeyed(this.recordOf(attempt), sealed))) === 1;
  }

  renew(attempt: KeyedPlace): Promise<void> {
    return this.inTime(this.client.renewKeyed(this.recordOf(attempt)));
  }

  keep(attempt: KeyedPlace, note: string): Promise<void> {
    return this.end(attempt, 'kept', note);
  }

  unknown(attempt: KeyedPlace, note: string): Promise<void> {
    return this.end(attempt, 'unknown', note);
  }

  free(attempt: KeyedPlace): Promise<void> {
    return this.inTime(this.client.freeKeyed(this.recordOf(attempt)));
  }

  async change(_place: string, signal: AbortSignal): Promise<void> {
    // It rejects when the signal comes first.
    await pause(POLL_MS, undefined, { signal }).catch(() => undefined);
  }

  private async begun(attempt: KeyedPlace): Promise<string[]> {
    const record = this.recordOf(attempt);
    const sent = this.client.beginKeyed(record, attempt.digest);
    try {
      return await this.inTime(sent);
    } catch (error) {
      // Begun too late for anybody: it would keep the others waiting.
      sent.then(() => this.client.freeKeyed(record)).catch(() => undefined);
      throw error;
    }
  }

  private end(attempt: KeyedPlace, state: 'kept' | 'unknown', note: string): Promise<void> {
    const sealed = this.cipher.seal(attempt.place, note);
    return this.inTime(this.client.endKeyed(this.recordOf(attempt), state, sealed));
  }

  private opened(place: string, sealed: string): string {
    try {
      return this.cipher.open(place, sealed);
    } catch (error) {
      throw new IdempotencyUnavailable('What is kept under this idempotency key cannot be read.', error);
    }
  }

  private recordOf({ place, owner }: KeyedPlace): ScriptRecord {
    const { leaseMs, ttlMs } = this.settings;
    return { key: PREFIX + place, owner, leaseMs, ttlMs };
  }

  private async inTime<Reply>(sent: Promise<Reply>): Promise<Reply> {
    let timer: NodeJS.Timeout | undefined;
    const over = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(() => reject(new Error('Redis did not answer in time.')), this.settings.timeoutMs);
    });
    try {
      return await Promise.race([sent, over]);
    } catch (error) {
      throw new IdempotencyUnavailable('What was done with which idempotency key cannot be looked up now.', error);
    } finally {
      clearTimeout(timer);
    }
  }
}
