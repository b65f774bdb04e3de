import { IdempotencyUnavailable } from '#libs/contracts';
import { failureOf } from '../../../test/fixtures/failure-of.js';
import { keepsIdempotencyRecords } from '../../../test/fixtures/idempotency-contract.js';
import { MemoryIdempotencyRecords } from './memory-idempotency-records.js';

const LEASE_MS = 1000;
const TTL_MS = 10_000;

describe('MemoryIdempotencyRecords', () => {
  let now = 0;
  const settings = { ttlMs: TTL_MS, leaseMs: LEASE_MS, now: () => now };
  const all = new MemoryIdempotencyRecords({ ...settings, maxRecords: 100 });

  keepsIdempotencyRecords(() => ({
    records: all,
    other: all,
    endLeases: async () => void (now += LEASE_MS),
  }));

  const attempt = (place: string) => ({ place, owner: 'owner', digest: 'digest' });

  it('goes on for as long as its lease is renewed', async () => {
    const records = new MemoryIdempotencyRecords({ ...settings, maxRecords: 100 });
    await records.begin(attempt('a'));
    for (let times = 0; times < 20; times += 1) {
      now += LEASE_MS - 1;
      await records.renew(attempt('a'));
    }
    expect(await records.sending(attempt('a'), 'sent')).toBe(true);
  });

  it('refuses a new call where there is no room, and forgets none that it knows', async () => {
    const records = new MemoryIdempotencyRecords({ ...settings, maxRecords: 2 });
    for (const place of ['a', 'b']) {
      await records.begin(attempt(place));
      await records.keep(attempt(place), place);
    }
    expect(await failureOf(records.begin(attempt('c')))).toBeInstanceOf(IdempotencyUnavailable);
    expect(await records.begin(attempt('a'))).toEqual({ state: 'kept', note: 'a' });
  });

  it('has room again when the oldest has expired', async () => {
    const records = new MemoryIdempotencyRecords({ ...settings, maxRecords: 2 });
    await records.begin(attempt('a'));
    await records.begin(attempt('b'));
    now += 1;
    // Of the two it is now the one that stays longer.
    await records.keep(attempt('a'), 'answer');
    now += TTL_MS - 1;
    expect(await records.begin(attempt('c'))).toEqual({ state: 'begun' });
    expect(records.size).toBe(2);
    expect(await records.begin(attempt('a'))).toEqual({ state: 'kept', note: 'answer' });
  });

  it('forgets after its time', async () => {
    const records = new MemoryIdempotencyRecords({ ...settings, maxRecords: 2 });
    await records.begin(attempt('a'));
    await records.keep(attempt('a'), 'answer');
    now += TTL_MS;
    expect(await records.begin(attempt('a'))).toEqual({ state: 'begun' });
  });
});
