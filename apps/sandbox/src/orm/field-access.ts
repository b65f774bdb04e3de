import type { Database } from './database.js';
import type { Environment } from './environment.js';
import { emptyValue, type FieldDefinition } from './field-definition.js';
import type { RecordTable } from './record-table.js';
import { isIdList, type Row, type StoredValue } from './row.js';

export type ValueReader = (row: Row) => StoredValue;

/** How to get one field out of rows: chosen once for a call, not once for each row. */
export function valueReader(database: Database, name: string, field: FieldDefinition): ValueReader {
  if (name === 'id') return (row) => row.id;
  const { compute } = field;
  if (compute) return (row) => compute(row, database);
  if (field.type === 'one2many') {
    const { inverse = '' } = field;
    const table = relatedTable(database, field);
    return (row) => table.pointingTo(inverse, row.id);
  }
  const { mirror } = field;
  if (mirror) {
    const table = relatedTable(database, field);
    return (row) => table.pointingTo(mirror, row.id);
  }
  const empty = emptyValue(field);
  return (row) => row[name] ?? empty;
}

/** Like valueReader, for x2many: in the other model's own order and, unless the context says otherwise, active only. */
export function toManyReader(env: Environment, name: string, field: FieldDefinition): (row: Row) => readonly number[] {
  const read = valueReader(env.database, name, field);
  const table = relatedTable(env.database, field);
  const isAskedForAll = env.context['active_test'] === false && !field.activeOnly;
  const hidesInactive = 'active' in table.model.fields && !isAskedForAll;
  return (row) => {
    const value = read(row);
    const ids = isIdList(value) ? value : [];
    return hidesInactive ? ids.filter((id) => table.get(id)?.['active'] !== false) : ids;
  };
}

export function relatedTable(database: Database, field: FieldDefinition): RecordTable {
  return database.table(field.relation ?? '');
}
