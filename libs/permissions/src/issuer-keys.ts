import { GatewayUnavailable } from '#libs/contracts';
import { isSecureUrl, type OAuthConfig } from '#libs/config';
import { createLocalJWKSet, errors, type JSONWebKeySet, type JWTVerifyGetKey } from 'jose';

type IssuerSettings = Pick<OAuthConfig, 'issuer' | 'timeoutMs' | 'keysMaxAgeMs' | 'keysCooldownMs'>;

/**
 * The keys that an issuer signs with, found through its metadata. They are asked for again when they are old or a token
 * names one that is not among them, and go on where the issuer is away.
 */
export class IssuerKeys {
  private known: JWTVerifyGetKey | undefined;
  private knownSince = -Infinity;
  private askedAt = -Infinity;
  private asking: Promise<void> | undefined;

  /** @param now in milliseconds; never goes back. */
  constructor(
    private readonly settings: IssuerSettings,
    private readonly request: typeof fetch,
    private readonly now: () => number,
  ) {}

  /** @throws GatewayUnavailable where nothing can be verified, or an error of jose's for a key that there is not. */
  readonly find: JWTVerifyGetKey = async (header, token) => {
    if (this.now() - this.knownSince >= this.settings.keysMaxAgeMs) await this.askAgain();
    try {
      return await this.current(header, token);
    } catch (error) {
      if (!(error instanceof errors.JWKSNoMatchingKey) || !(await this.askAgain())) throw error;
      return this.current(header, token);
    }
  };

  private get current(): JWTVerifyGetKey {
    if (this.known) return this.known;
    throw new GatewayUnavailable('The identity provider cannot be reached, so no token can be verified.', {
      hint: 'Try again later; the operator looks at OAUTH_ISSUER.',
      retryAfterSeconds: Math.ceil(this.settings.keysCooldownMs / 1000),
    });
  }

  /** One request at a time, and none before the last has cooled down. @returns whether the keys may be others now. */
  private async askAgain(): Promise<boolean> {
    if (!this.asking) {
      if (this.now() - this.askedAt < this.settings.keysCooldownMs) return false;
      this.askedAt = this.now();
      this.asking = this.ask().finally(() => {
        this.asking = undefined;
      });
    }
    await this.asking;
    return true;
  }

  /** What goes wrong leaves the known keys as they are. */
  private async ask(): Promise<void> {
    const address = await this.keysAddress();
    const keys = address === undefined ? undefined : await this.json(address);
    try {
      this.known = createLocalJWKSet(keys as JSONWebKeySet);
      this.knownSince = this.now();
    } catch {
      // No set of keys.
    }
  }

  /** By OAuth's metadata (RFC 8414), else by OpenID Connect's in either place; they must be of just this issuer. */
  private async keysAddress(): Promise<string | undefined> {
    const { origin, pathname } = new URL(this.settings.issuer);
    const path = pathname.replace(/\/$/, '');
    const places = [
      `${origin}/.well-known/oauth-authorization-server${path}`,
      `${origin}/.well-known/openid-configuration${path}`,
      `${origin}${path}/.well-known/openid-configuration`,
    ];
    for (const place of new Set(places)) {
      const { issuer, jwks_uri: address } = ((await this.json(place)) ?? {}) as Record<string, unknown>;
      if (issuer === this.settings.issuer && typeof address === 'string' && isSecureUrl(address)) return address;
    }
    return undefined;
  }

  private async json(url: string): Promise<unknown> {
    try {
      const signal = AbortSignal.timeout(this.settings.timeoutMs);
      const answer = await this.request(url, { redirect: 'error', signal, headers: { accept: 'application/json' } });
      return answer.ok ? await answer.json() : undefined;
    } catch {
      return undefined;
    }
  }
}
