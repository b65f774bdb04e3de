import { Forbidden, InvalidArguments } from './errors.js';
import type { OdooTarget, Principal } from './principal.js';

/** Where the calls of a principal may go, by name; the one that they go to unless they name another comes first. */
export function connectionNames({ odoo, otherOdoos = [] }: Principal): string[] {
  return [odoo, ...otherOdoos].map(({ connection }) => connection);
}

/**
 * The principal with its calls going to the connection that is named, from which the others can still be named.
 * @param connection undefined where none is.
 * @throws Forbidden with the same words whether there is no such connection or it is not this principal's;
 *   InvalidArguments for what is no name.
 */
export function towards(principal: Principal, connection: unknown): Principal {
  if (connection === undefined || connection === principal.odoo.connection) return principal;
  if (typeof connection !== 'string') throw new InvalidArguments('connection: must be the name of a connection.');
  const all: readonly OdooTarget[] = [principal.odoo, ...(principal.otherOdoos ?? [])];
  const odoo = all.find((target) => target.connection === connection);
  if (!odoo) {
    throw new Forbidden('This connection is not open to this key.', {
      layer: 'key',
      rule: 'connections',
      hint: `Name one of: ${connectionNames(principal).join(', ')}; or none, for the first.`,
    });
  }
  return { ...principal, odoo, otherOdoos: all.filter((target) => target !== odoo) };
}
