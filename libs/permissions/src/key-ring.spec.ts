import { createHash } from 'node:crypto';
import { Subject } from 'rxjs';
import type { AccessTable, KeyConfig } from '#libs/config';
import { GatewayUnavailable, Unauthenticated } from '#libs/contracts';
import { principal } from '../../../test/fixtures/principals.js';
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
    const made = new KeyRing({ current: tableOf(keys), changes }, Date.now);
    ring = made;
    return {
      ring: made,
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

  it('leaves no timer behind', () => {
    jest.useFakeTimers({ now: 0 });
    ringOf(key('a', { one: 50 })).ring.onApplicationShutdown();
    expect(jest.getTimerCount()).toBe(0);
  });
});
