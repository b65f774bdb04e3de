import type { Database } from './database.js';
import { valueReader } from './field-access.js';
import { isSortable, type FieldDefinition } from './field-definition.js';
import { pythonError, userError } from './odoo-fault.js';
import type { RecordTable } from './record-table.js';
import type { Row } from './row.js';

interface OrderTerm {
  readonly name: string;
  readonly field: FieldDefinition;
  readonly descending: boolean;
  readonly nullsFirst: boolean;
}

type Key = string | number | null;

interface Keyed {
  readonly row: Row;
  readonly keys: readonly Key[];
}

const TERM = /^\s*([a-z0-9_]+)(?:\.([a-z0-9_]+))?(?:\s+(asc|desc))?(?:\s+nulls\s+(first|last))?\s*$/i;

/** All rows of a table in the order that a clause asks for; an empty clause is the model's own order. */
export function rowsInOrder(database: Database, table: RecordTable, clause: string): readonly Row[] {
  const wanted = clause || table.model.order;
  return table.inOrder(wanted, (rows) => sortRows(database, table, wanted, rows));
}

export function sortRows(database: Database, table: RecordTable, clause: string, rows: Row[]): Row[] {
  const terms = parseOrder(database, table, clause);
  const readers = terms.map((term) => keyReader(database, term));
  const keyed = rows.map((row): Keyed => ({ row, keys: readers.map((read) => read(row)) }));
  keyed.sort((left, right) => compareKeys(terms, left, right));
  return keyed.map(({ row }) => row);
}

/** Checks a clause without sorting anything. */
export function parseOrder(database: Database, table: RecordTable, clause: string): OrderTerm[] {
  return clause.split(',').flatMap((part) => {
    const match = TERM.exec(part);
    const [, name = '', property, direction = 'asc', nulls] = match ?? [];
    if (!match || (nulls && database.version === 14)) throw badOrder(clause);
    const field = table.model.fields[name];
    if (!field) throw unknownField(table, name);
    if (property) throw badProperty(database, table, clause, `${name}.${property}`);
    if (!isSortable(field)) {
      if (database.version === 14) return [];
      throw pythonError('ValueError', `Cannot convert ${table.model.name}.${name} to SQL because it is not stored`);
    }
    const descending = direction.toLowerCase() === 'desc';
    return [{ name, field, descending, nullsFirst: nulls ? nulls.toLowerCase() === 'first' : descending }];
  });
}

function keyReader(database: Database, term: OrderTerm): (row: Row) => Key {
  const read = valueReader(database, term.name, term.field);
  const { type, relation } = term.field;
  if (type === 'many2one' && relation) {
    const places = new Map(rowsInOrder(database, database.table(relation), '').map((row, place) => [row.id, place]));
    return (row) => {
      const id = read(row);
      return typeof id === 'number' ? (places.get(id) ?? null) : null;
    };
  }
  if (type === 'boolean') return (row) => Number(read(row));
  return (row) => {
    const value = read(row);
    return typeof value === 'string' || typeof value === 'number' ? value : null;
  };
}

/** PostgreSQL's order: NULL is the greatest value, so first when descending. */
function compareKeys(terms: readonly OrderTerm[], left: Keyed, right: Keyed): number {
  for (const [index, term] of terms.entries()) {
    const a = left.keys[index] ?? null;
    const b = right.keys[index] ?? null;
    if (a === b) continue;
    if (a === null) return term.nullsFirst ? -1 : 1;
    if (b === null) return term.nullsFirst ? 1 : -1;
    return a < b === term.descending ? 1 : -1;
  }
  return 0;
}

const badOrder = (clause: string): Error =>
  userError(
    `Invalid "order" specified (${clause}). A valid "order" specification is a comma-separated list of valid ` +
      'field names (optionally followed by asc/desc for the direction)',
  );

function badProperty(database: Database, table: RecordTable, clause: string, path: string): Error {
  const [name, property] = path.split('.');
  return database.version === 14
    ? badOrder(clause)
    : pythonError('ValueError', `Invalid field property '${property}' on ${table.model.name}.${name}`);
}

const unknownField = (table: RecordTable, name: string): Error =>
  pythonError('ValueError', `Invalid field '${name}' on model '${table.model.name}'`);
