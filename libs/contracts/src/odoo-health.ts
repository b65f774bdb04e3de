/**
 * Whether calls reach an Odoo. `open`: answered at once that it is away. `half-open`: the pause is over, and the next call
 * asks whether it is back. A readiness that keeps calls away from a half-open one keeps it from ever closing.
 */
export type OdooReach = 'closed' | 'open' | 'half-open';

export interface OdooHealth {
  /** By the names of the connections that are configured; one that was never called is closed. */
  reach(): ReadonlyMap<string, OdooReach>;
}

export const ODOO_HEALTH = Symbol('ODOO_HEALTH');
