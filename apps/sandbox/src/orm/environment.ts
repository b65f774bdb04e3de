import type { Database } from './database.js';
import type { JsonObject } from './row.js';

/** Who calls, with which context: Odoo's `env`. */
export interface Environment {
  readonly database: Database;
  readonly uid: number;
  readonly login: string;
  readonly isAdmin: boolean;
  readonly context: JsonObject;
}
