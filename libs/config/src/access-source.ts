import { hash } from 'node:crypto';
import type { OdooTarget, Principal } from '#libs/contracts';
import { NEVER, type Observable } from 'rxjs';
import type { GatewayConfig, OdooConfig } from './gateway-config.js';

/** What the Odoo of the environment is called, and the connection of those who name none. */
export const DEFAULT_CONNECTION = 'default';

export type OdooCredentials = Pick<OdooConfig, 'username' | 'password' | 'apiKey'>;

/** A secret that a key may be shown by. */
export interface KeySecret {
  /** SHA-256 of it. */
  readonly digest: Buffer;
  /** Milliseconds since 1970; for ever where there is none. */
  readonly expiresAt?: number | undefined;
}

/** One caller: how it is known, from where it may come, and what it then is. */
export interface KeyConfig {
  readonly secrets: readonly KeySecret[];
  /** Addresses and ranges; any where it is empty. */
  readonly ips: readonly string[];
  readonly principal: Principal;
}

/** Whom the bearer of an identity provider's token is, where the claims of the token are these. */
export interface TokenRule {
  /** Each is what the token says, one of a list that it says, or one word of its text. */
  readonly claims: Readonly<Record<string, string>>;
  /** Addresses and ranges; any where it is empty. */
  readonly ips: readonly string[];
  /** Its id stands before the token's subject. */
  readonly principal: Principal;
}

/** Who may call, and which Odoos they reach. */
export interface AccessTable {
  readonly connections: ReadonlyMap<string, OdooConfig>;
  /** Odoo users of callers, beside the connections' own. */
  readonly identities: ReadonlyMap<string, OdooCredentials>;
  readonly keys: readonly KeyConfig[];
  /** The first that fits counts. */
  readonly tokens: readonly TokenRule[];
  /** Whom clients on this machine are where there is no key at all; undefined where they need one all the same. */
  readonly local: Principal | undefined;
}

/** The table as it stands, and each that takes its place while the gateway runs. */
export interface AccessSource {
  readonly current: AccessTable;
  readonly changes: Observable<AccessTable>;
}

export const ACCESS_SOURCE = Symbol('ACCESS_SOURCE');

/**
 * The one Odoo and the one key of the environment; every bearer of the provider's tokens is let in. Nothing in it changes
 * while the gateway runs.
 */
export function environmentAccess({ odoo, access, mcp }: GatewayConfig): AccessSource {
  const target: OdooTarget = { connection: DEFAULT_CONNECTION, companies: [] };
  const caller = (id: string): Principal => ({ id, mode: mcp.mode, rules: access.rules, odoo: target });
  const { apiKey } = access;
  const key = apiKey !== undefined && {
    secrets: [{ digest: secretDigest(apiKey) }],
    ips: [],
    principal: caller('api-key'),
  };
  return {
    current: {
      connections: new Map(odoo && [[DEFAULT_CONNECTION, odoo]]),
      identities: new Map(),
      keys: key ? [key] : [],
      tokens: [{ claims: {}, ips: [], principal: caller('oauth') }],
      local: caller('loopback'),
    },
    changes: NEVER,
  };
}

/** What is kept of a secret, and looked up when one is shown. */
export function secretDigest(secret: string): Buffer {
  return hash('sha256', secret, 'buffer');
}
