import { createHash } from 'node:crypto';
import { Subject } from 'rxjs';
import type { AccessTable, KeyConfig } from '#libs/config';
import { GatewayUnavailable, Unauthenticated } from '#libs/contracts';
import { principal } from '../../../test/fixtures/principals.js';
import { RecordingTrail } from '../../../test/fixtures/recording-trail.js';
import { KeyRing } from './key-ring.js';

const digest = (secret: string) => createHash('sha256').update(secret).digest();

/** A key by the secrets that it has, each perhaps with its end. */
function key(id: string, secrets: Readonly<Record<string, number | undefined>>, modelsDeny: string[] = []): KeyConfig {
  return {
    secrets: Object.entries(secrets).map(([secret, expiresAt]) => ({ digest: digest(secret), expiresAt })),
    ips: [],
    principal: principal('readonly', { modelsDeny }, id),
  };
}

function tableOf(keys: readonly KeyConfig[]): AccessTable {
  return { connections: new Map(), identities: new Map(), keys, tokens: [], local: undefined };
}

describe('KeyRing', () => {
  let ring: KeyRing | undefined;

  afterEach(() => {
    ring?.onApplicationShutdown();
    jest.useRealTimers();
  });

  function ringOf(...keys: readonly KeyConfig[]) {
    const changes = new Subject<AccessTable>();
    const trail = new RecordingTrail();
    const made = new KeyRing({ current: tableOf(keys), changes }, trail, Date.now);
    ring = made;
    return {
      ring: made,
      events: () => trail.keys.splice(0).map(({ principal: id, change }) => `${id} ${change}`),
      endsOf: (secret: string) => made.find(secret)?.principal.ends as AbortSignal,
      change: (...next: readonly KeyConfig[]) => changes.next(tableOf(next)),
    };
  }

  it('knows a key by each of its secrets, and by nothing else', () => {
    const { ring: known } = ringOf(key('a', { one: undefined, two: undefined }));
    expect(['one', 'two', 'three', ''].map((shown) => known.find(shown)?.principal.id)).toEqual([
      'a',
      'a',
      undefined,
      undefined,
    ]);
  });

  it('finds a key by its name, with the secret that is good for longest', () => {
    jest.useFakeTimers({ now: 1000 });
    const { ring: known, endsOf } = ringOf(key('a', { one: 2000, two: 3000 }), key('b', { three: 1500 }));
    expect(known.named('a')?.principal).toMatchObject({ id: 'a', ends: endsOf('two') });
    jest.advanceTimersByTime(500);
    expect([known.named('b'), known.named('c')]).toEqual([undefined, undefined]);
    jest.advanceTimersByTime(1500);
    expect(known.named('a')).toBeUndefined();
  });

  it('does not know a secret from the moment that it expires', () => {
    jest.useFakeTimers({ now: 1000 });
    const { ring: known, endsOf } = ringOf(key('a', { one: 2000, two: undefined }));
    const ends = endsOf('one');
    jest.advanceTimersByTime(999);
    expect([known.find('one')?.principal.id, ends.aborted]).toEqual(['a', false]);
    jest.advanceTimersByTime(1);
    expect([known.find('one'), ends.aborted]).toEqual([undefined, true]);
    expect(ends.reason).toBeInstanceOf(Unauthenticated);
    expect(known.find('two')?.principal.ends?.aborted).toBe(false);
  });

  it('waits for an end that is further off than a timer can be set', () => {
    jest.useFakeTimers({ now: 0 });
    const { endsOf } = ringOf(key('a', { one: 5_000_000_000 }));
    const ends = endsOf('one');
    jest.advanceTimersByTime(4_999_999_999);
    expect(ends.aborted).toBe(false);
    jest.advanceTimersByTime(1);
    expect(ends.aborted).toBe(true);
  });

  it('ends what an expired secret has open soon after a clock that was behind is set right', () => {
    jest.useFakeTimers({ now: 0 });
    const { endsOf } = ringOf(key('a', { one: 3_600_000 }));
    const ends = endsOf('one');
    jest.setSystemTime(3_600_000);
    jest.advanceTimersByTime(60_000);
    expect(ends.aborted).toBe(true);
  });

  it('knows a secret again that had expired by a clock that was ahead, until its end', () => {
    jest.useFakeTimers({ now: 0 });
    const { ring: known, endsOf, events } = ringOf(key('a', { one: 120_000 }));
    jest.setSystemTime(3_600_000);
    jest.advanceTimersByTime(60_000);
    expect(known.find('one')).toBeUndefined();
    jest.setSystemTime(60_000);
    const ends = endsOf('one');
    expect(ends.aborted).toBe(false);
    jest.advanceTimersByTime(60_000);
    expect([ends.aborted, known.find('one')]).toEqual([true, undefined]);
    expect(events()).toEqual(['a loaded', 'a expired', 'a expired']);
  });

  it('follows the source: new keys are known, revoked ones are not and end what they have open', () => {
    const { ring: known, endsOf, change } = ringOf(key('a', { one: undefined }), key('b', { two: undefined }));
    const [a, b] = [endsOf('one'), endsOf('two')];
    change(key('b', { two: undefined }), key('c', { three: undefined }));
    expect(['one', 'two', 'three'].map((shown) => known.find(shown)?.principal.id)).toEqual([undefined, 'b', 'c']);
    expect([a.aborted, b.aborted]).toEqual([true, false]);
    expect(a.reason).toBeInstanceOf(Unauthenticated);
  });

  it('ends only what the revoked secret of a key has open', () => {
    const { endsOf, change } = ringOf(key('a', { one: undefined, two: undefined }));
    const [one, two] = [endsOf('one'), endsOf('two')];
    change(key('a', { two: undefined, three: undefined }));
    expect([one.aborted, two.aborted]).toEqual([true, false]);
  });

  it('ends what a key that has changed has open, with the word to come back, and knows it as what it is now', () => {
    const { ring: known, endsOf, change } = ringOf(key('a', { one: undefined }));
    const ends = endsOf('one');
    change(key('a', { one: undefined }, ['res.partner']));
    expect(ends.reason).toBeInstanceOf(GatewayUnavailable);
    expect(known.find('one')?.principal).toMatchObject({ rules: { modelsDeny: ['res.partner'] } });
    expect(endsOf('one').aborted).toBe(false);
  });

  it('ends nothing of a secret that is only given an end', () => {
    jest.useFakeTimers({ now: 0 });
    const { endsOf, change } = ringOf(key('a', { one: undefined }));
    const ends = endsOf('one');
    change(key('a', { one: 50, two: undefined }));
    expect(ends.aborted).toBe(false);
    jest.advanceTimersByTime(50);
    expect(ends.aborted).toBe(true);
  });

  it('lets nobody in without a key when the last one was revoked', () => {
    const { ring: known, change } = ringOf(key('a', { one: undefined }));
    change();
    expect([known.find('one'), known.local]).toEqual([undefined, undefined]);
  });

  it('begins anew with a secret that had expired and is given a later end', () => {
    jest.useFakeTimers({ now: 100 });
    const { endsOf, change } = ringOf(key('a', { one: 50 }));
    change(key('a', { one: 200 }));
    expect(endsOf('one').aborted).toBe(false);
    jest.advanceTimersByTime(100);
    expect(endsOf('one')).toBeUndefined();
  });

  describe('what the audit trail is told', () => {
    const two = { one: undefined, two: undefined };
    const cases: ReadonlyArray<[string, KeyConfig[], string[]]> = [
      ['a new key', [key('a', two), key('b', { three: undefined })], ['b loaded']],
      ['a key that is gone', [], ['a revoked']],
      ['a secret that is gone', [key('a', { one: undefined })], ['a revoked']],
      ['another secret in place of one', [key('a', { one: undefined, three: undefined })], ['a revoked', 'a changed']],
      ['a secret that is given an end', [key('a', { one: undefined, two: 9_999_999_999_999 })], ['a changed']],
      ['other rights', [key('a', two, ['res.partner'])], ['a changed']],
      ['nothing else', [key('a', two)], []],
    ];

    it.each(cases)('%s', (_what, next, told) => {
      const { events, change } = ringOf(key('a', two));
      expect(events()).toEqual(['a loaded']);
      change(...next);
      expect(events()).toEqual(told);
    });

    it('each end of a secret once, whatever is read again afterwards', () => {
      jest.useFakeTimers({ now: 0 });
      const { events, change } = ringOf(key('a', { one: 50, two: undefined }));
      jest.advanceTimersByTime(49);
      expect(events()).toEqual(['a loaded']);
      jest.advanceTimersByTime(1);
      change(key('a', { one: 50, two: undefined }));
      expect(events()).toEqual(['a expired']);
    });
  });

  it('leaves no timer behind', () => {
    jest.useFakeTimers({ now: 0 });
    ringOf(key('a', { one: 50 })).ring.onApplicationShutdown();
    expect(jest.getTimerCount()).toBe(0);
  });
});
