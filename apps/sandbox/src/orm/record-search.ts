import { compileDomain } from './domain-compiler.js';
import type { Environment } from './environment.js';
import { rowsInOrder } from './record-order.js';
import type { RecordTable } from './record-table.js';
import type { Json, Row } from './row.js';

export interface SearchWindow {
  readonly offset?: number;
  /** 0 or nothing means all. */
  readonly limit?: number;
  readonly order?: string;
}

/** Walks the rows in order and stops as soon as the window is full. */
export function searchRows(
  env: Environment,
  table: RecordTable,
  domain: Json,
  { offset = 0, limit = 0, order = '' }: SearchWindow,
): Row[] {
  const test = compileDomain(env, table, domain);
  const found: Row[] = [];
  let skipped = 0;
  for (const row of rowsInOrder(env.database, table, order)) {
    if (!test(row)) continue;
    if (skipped < offset) {
      skipped += 1;
      continue;
    }
    found.push(row);
    if (found.length === limit) break;
  }
  return found;
}

export function countRows(env: Environment, table: RecordTable, domain: Json, limit = 0): number {
  const test = compileDomain(env, table, domain);
  let count = 0;
  for (const row of table.all()) {
    if (!test(row)) continue;
    count += 1;
    if (count === limit) break;
  }
  return count;
}
