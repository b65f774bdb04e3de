import { timingSafeEqual } from 'node:crypto';
import type { OnApplicationShutdown } from '@nestjs/common';
import { type AccessSource, type KeyConfig, type KeySecret, secretDigest } from '#libs/config';
import { type AuditTrail, GatewayUnavailable, type Principal, Unauthenticated } from '#libs/contracts';
import type { Subscription } from 'rxjs';
import { isSame, keyEvents } from './key-events.js';

interface KnownSecret {
  readonly secret: KeySecret;
  /** As it is configured. */
  readonly key: KeyConfig;
  /** As it is handed out: its principal ends with this secret. */
  readonly bearer: KeyConfig;
  readonly life: AbortController;
}

/** Between two looks at what has expired, at most: the clock may have been set meanwhile. */
const LOOK_MS = 60_000;

/** The keys that are known, found by what is shown. Follows the access source while the gateway runs. */
export class KeyRing implements OnApplicationShutdown {
  private known = new Map<string, KnownSecret>();
  private keys: readonly KeyConfig[] = [];
  private readonly following: Subscription;
  private nextExpiry: NodeJS.Timeout | undefined;

  constructor(
    private readonly source: AccessSource,
    private readonly trail: Pick<AuditTrail, 'key'>,
    private readonly now: () => number = Date.now,
  ) {
    this.take(source.current.keys);
    this.following = source.changes.subscribe(({ keys }) => this.take(keys));
  }

  /** Whom clients on this machine are; undefined where they need a key like anybody else. */
  get local(): Principal | undefined {
    return this.known.size === 0 ? this.source.current.local : undefined;
  }

  /**
   * Looks up a digest, so that the time that it takes tells nothing of the secrets. One that has expired is not known.
   */
  find(shown: string): KeyConfig | undefined {
    const digest = secretDigest(shown);
    const hex = digest.toString('hex');
    const found = this.known.get(hex);
    if (!found || !timingSafeEqual(digest, found.secret.digest) || this.hasExpired(found)) return undefined;
    return found.life.signal.aborted ? this.begunAnew(hex, found) : found.bearer;
  }

  /** A key by its name, with the secret of it that is good for longest: for a caller that shows none. */
  named(id: string): KeyConfig | undefined {
    const endOf = ({ secret }: KnownSecret): number => secret.expiresAt ?? Infinity;
    return Array.from(this.known.values())
      .filter((known) => known.key.principal.id === id && !this.hasExpired(known))
      .toSorted((one, other) => endOf(other) - endOf(one))[0]?.bearer;
  }

  onApplicationShutdown(): void {
    this.following.unsubscribe();
    clearTimeout(this.nextExpiry);
  }

  /** It had expired by a clock that was ahead and has been set back. */
  private begunAnew(hex: string, { secret, key }: KnownSecret): KeyConfig {
    const known = knownSecret(secret, key);
    this.known.set(hex, known);
    this.endExpired();
    return known.bearer;
  }

  /** What a secret has open goes on only while its key stays the same. */
  private take(keys: readonly KeyConfig[]): void {
    const before = this.known;
    this.known = new Map(
      keys.flatMap((key) =>
        key.secrets.map((secret) => {
          const hex = secret.digest.toString('hex');
          const known = before.get(hex);
          return [
            hex,
            known && this.goesOn(known, secret, key) ? { ...known, secret } : knownSecret(secret, key),
          ] as const;
        }),
      ),
    );
    for (const [hex, { life }] of before) {
      const now = this.known.get(hex);
      if (now?.life !== life) life.abort(now ? hasChanged() : isGone());
    }
    for (const event of keyEvents(this.keys, keys)) this.trail.key(event);
    this.keys = keys;
    this.endExpired();
  }

  /** One that had expired and is given a later end begins anew: what it had open has ended. */
  private goesOn(known: KnownSecret, secret: KeySecret, key: KeyConfig): boolean {
    return isSame(known.key, key) && (!known.life.signal.aborted || this.hasExpired({ secret }));
  }

  /** Ends what expired secrets have open, and comes back when the next one expires. */
  private endExpired(): void {
    clearTimeout(this.nextExpiry);
    let next = Infinity;
    for (const known of this.known.values()) {
      if (!this.hasExpired(known)) next = Math.min(next, known.secret.expiresAt ?? Infinity);
      else if (!known.life.signal.aborted) {
        known.life.abort(isGone());
        this.trail.key({ principal: known.key.principal.id, change: 'expired' });
      }
    }
    if (next === Infinity) return;
    this.nextExpiry = setTimeout(() => this.endExpired(), Math.min(next - this.now(), LOOK_MS));
    this.nextExpiry.unref();
  }

  private hasExpired({ secret: { expiresAt } }: Pick<KnownSecret, 'secret'>): boolean {
    return expiresAt !== undefined && expiresAt <= this.now();
  }
}

function knownSecret(secret: KeySecret, key: KeyConfig): KnownSecret {
  const life = new AbortController();
  return { secret, key, life, bearer: { ...key, principal: { ...key.principal, ends: life.signal } } };
}

function hasChanged(): GatewayUnavailable {
  return new GatewayUnavailable('What this key may do has changed.', {
    layer: 'key',
    hint: 'Connect again with the last cursor.',
  });
}

function isGone(): Unauthenticated {
  return new Unauthenticated('The key is not known here any more.', { hint: 'Ask the operator for a new one.' });
}
