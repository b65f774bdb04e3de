/** What the last call told of an Odoo; `unknown` before the first. */
export type OdooReach = 'unknown' | 'reachable' | 'unreachable';

/** How every Odoo that the configuration names was found last. Asks none of them. */
export interface OdooReaches {
  reaches(): readonly OdooReach[];
}

export const ODOO_REACHES = Symbol('ODOO_REACHES');
