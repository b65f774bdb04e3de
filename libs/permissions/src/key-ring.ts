import { createHash, timingSafeEqual } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { ACCESS_SOURCE, type AccessSource, type KeyConfig, type KeySecret } from '#libs/config';
import type { Principal } from '#libs/contracts';

/** The keys that are known, found by what is shown. */
@Injectable()
export class KeyRing {
  private readonly known: ReadonlyMap<string, readonly [KeySecret, KeyConfig]>;

  constructor(@Inject(ACCESS_SOURCE) private readonly source: AccessSource) {
    const { keys } = source.current;
    this.known = new Map(
      keys.flatMap((key) => key.secrets.map((secret) => [secret.digest.toString('hex'), [secret, key]] as const)),
    );
  }

  /** Whom clients on this machine are; undefined where they need a key like anybody else. */
  get local(): Principal | undefined {
    return this.known.size === 0 ? this.source.current.local : undefined;
  }

  /** Looks up a digest, so that the time that it takes tells nothing of the secrets. */
  find(shown: string): KeyConfig | undefined {
    const digest = createHash('sha256').update(shown).digest();
    const [secret, key] = this.known.get(digest.toString('hex')) ?? [];
    return secret && timingSafeEqual(digest, secret.digest) ? key : undefined;
  }
}
