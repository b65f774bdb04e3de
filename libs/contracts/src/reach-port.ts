/** What the last call told of an Odoo; `unknown` before the first. */
export type OdooReach = 'unknown' | 'reachable' | 'unreachable';

/** How every Odoo that the configuration names was found last. Asks none of them. */
export interface OdooReaches {
  reaches(): readonly OdooReach[];
  /** What goes on towards each. Connections to the same Odoo share it, and are told alike. */
  loads(): readonly OdooLoad[];
}

export interface OdooLoad {
  /** The connection's name. */
  readonly connection: string;
  readonly reach: OdooReach;
  /** `open` while nothing is sent, `half-open` when the next call may ask. */
  readonly breaker: 'closed' | 'open' | 'half-open';
  readonly slots: number;
  readonly slotsTaken: number;
  /** Calls that wait for a slot. */
  readonly waiting: number;
  /** Calls that were sent a second time, since the start. */
  readonly repeats: number;
}

export const ODOO_REACHES = Symbol('ODOO_REACHES');
