import type { Environment } from './environment.js';
import { relatedTable, toManyReader, valueReader } from './field-access.js';
import { isToMany, type FieldDefinition } from './field-definition.js';
import { pythonError } from './odoo-fault.js';
import { sortRows } from './record-order.js';
import type { RecordTable } from './record-table.js';
import type { Json, JsonObject, Row } from './row.js';

type CellReader = (row: Row) => Json;

/** Rows as `read` answers them: `classic` shows a many2one as [id, display_name], else as its id. */
export function readRows(
  env: Environment,
  table: RecordTable,
  rows: readonly Row[],
  fields: readonly string[],
  classic: boolean,
): JsonObject[] {
  const names = fields.length > 0 ? fields : Object.keys(table.model.fields);
  const cells = names.map((name) => [name, cellReader(env, table, name, classic)] as const);
  return rows.map((row) => {
    const answer: Record<string, Json> = { id: row.id };
    for (const [name, read] of cells) answer[name] = read(row);
    return answer;
  });
}

function cellReader(env: Environment, table: RecordTable, name: string, classic: boolean): CellReader {
  const field = table.model.fields[name];
  if (!field) throw invalidField(env, table, name);
  if (isToMany(field)) return toManyCell(env, name, field);
  const read = valueReader(env.database, name, field);
  if (field.type === 'many2one' && classic) return namedLink(env, field, read);
  if (field.type === 'binary' && env.context['bin_size']) {
    return (row) => {
      const value = read(row);
      return typeof value === 'string' ? humanSize(value) : false;
    };
  }
  return read;
}

function toManyCell(env: Environment, name: string, field: FieldDefinition): CellReader {
  const read = toManyReader(env, name, field);
  const table = relatedTable(env.database, field);
  return (row) => {
    const ids = read(row);
    if (ids.length < 2) return ids;
    const linked = ids.flatMap((id) => table.get(id) ?? []);
    return sortRows(env.database, table, table.model.order, linked).map(({ id }) => id);
  };
}

function namedLink(env: Environment, field: FieldDefinition, read: CellReader): CellReader {
  const table = relatedTable(env.database, field);
  const names = new Map<number, string>();
  return (row) => {
    const id = read(row);
    if (typeof id !== 'number') return false;
    const linked = table.get(id);
    if (!linked) return false;
    let name = names.get(id);
    if (name === undefined) names.set(id, (name = table.model.displayName(linked, env.database)));
    return [id, name];
  };
}

function invalidField(env: Environment, table: RecordTable, name: string): Error {
  const { name: model } = table.model;
  return pythonError(
    'ValueError',
    env.database.version === 19
      ? `Invalid field '${name}' on '${model}'`
      : `Invalid field '${name}' on model '${model}'`,
  );
}

/** What `bin_size` shows in place of the bytes. */
function humanSize(base64: string): string {
  const bytes = Buffer.byteLength(base64, 'base64');
  const units = ['bytes', 'Kb', 'Mb', 'Gb'];
  const power = Math.min(units.length - 1, Math.floor(Math.log2(Math.max(bytes, 1)) / 10));
  return `${(bytes / 1024 ** power).toFixed(2)} ${units[power]}`;
}
