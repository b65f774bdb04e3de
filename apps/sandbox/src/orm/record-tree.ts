import type { RecordTable } from './record-table.js';

/** The records and all below them, along the many2one `parentField`. */
export function descendants(table: RecordTable, roots: Iterable<number>, parentField: string): Set<number> {
  const found = new Set(roots);
  for (const id of found) {
    for (const child of table.pointingTo(parentField, id)) found.add(child);
  }
  return found;
}

/** The records and all above them. */
export function ancestors(table: RecordTable, leaves: Iterable<number>, parentField: string): Set<number> {
  const found = new Set(leaves);
  for (const id of found) {
    const parent = table.get(id)?.[parentField];
    if (typeof parent === 'number') found.add(parent);
  }
  return found;
}
