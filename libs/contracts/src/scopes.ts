import { type Access, accessesOf } from './access.js';
import { InsufficientScope } from './errors.js';
import type { Principal } from './principal.js';

/** The name of an access among the scopes of a token. */
export function scopeOf(access: Access): string {
  return `odoo:${access}`;
}

/** Every scope that there is. */
export const SCOPES: readonly string[] = accessesOf('readwrite').map(scopeOf);

/** The accesses that a token's scopes stand for; scopes that are not the gateway's say nothing here. */
export function accessesIn(scopes: readonly string[]): Access[] {
  return accessesOf('readwrite').filter((access) => scopes.includes(scopeOf(access)));
}

/** What a tool or route needs to do its work: those that change something read too, to tell what they did. */
export function accessesNeeded(access: Access): readonly Access[] {
  return access === 'read' ? ['read'] : ['read', access];
}

/**
 * Keeps a caller to the scopes of its token. A caller without scopes has shown a key, which is narrowed otherwise.
 * @throws InsufficientScope that names those needed and those that are there, for clients ask for what is named alone.
 */
export function requireScopes({ scopes }: Pick<Principal, 'scopes'>, needed: readonly Access[]): void {
  if (!scopes || needed.every((access) => scopes.includes(access))) return;
  const named = accessesOf('readwrite').filter((access) => scopes.includes(access) || needed.includes(access));
  throw new InsufficientScope(named.map(scopeOf));
}
