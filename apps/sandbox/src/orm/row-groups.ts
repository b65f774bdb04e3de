import { isDatePart, type PartOfDate, partOfDate } from './date-parts.js';
import type { Environment } from './environment.js';
import { valueReader } from './field-access.js';
import { pythonError } from './odoo-fault.js';
import { rowsInOrder } from './record-order.js';
import type { RecordTable } from './record-table.js';
import { isIdList, type Json, type Row, type StoredValue } from './row.js';

/** What rows are grouped by: `country_id`, `create_date:month`. */
export interface GroupKey {
  readonly term: string;
  readonly isDate?: boolean;
  readonly valueOf: (row: Row) => GroupValue;
}

export interface GroupValue {
  /** The same for rows of one group. */
  readonly identity: string | number | boolean;
  /** Its place in the default order; null is last. */
  readonly place: string | number | null;
  /** A part of a date; else `shown` says it. */
  readonly part?: PartOfDate | undefined;
  readonly shown: Json;
}

export interface Aggregate {
  /** The member of the row that it becomes. */
  readonly name: string;
  readonly field: string;
  readonly compute: (rows: readonly Row[]) => Json;
}

export interface RowGroup {
  readonly values: readonly GroupValue[];
  readonly rows: readonly Row[];
}

/** Without keys all rows are one group, even where there are none. */
export function groupRows(rows: readonly Row[], keys: readonly GroupKey[]): RowGroup[] {
  const groups = new Map<string, { values: readonly GroupValue[]; rows: Row[] }>();
  if (keys.length === 0) return [{ values: [], rows }];
  for (const row of rows) {
    const values = keys.map(({ valueOf }) => valueOf(row));
    const identity = JSON.stringify(values.map((value) => value.identity));
    const group = groups.get(identity);
    if (group) group.rows.push(row);
    else groups.set(identity, { values, rows: [row] });
  }
  return [...groups.values()];
}

export function groupKey(env: Environment, table: RecordTable, term: string): GroupKey {
  const [name = '', part = 'month'] = term.split(':');
  const field = fieldOf(table, name);
  const read = valueReader(env.database, name, field);
  if (field.type === 'date' || field.type === 'datetime') {
    if (!isDatePart(part)) throw pythonError('ValueError', `Invalid granularity '${part}'`);
    return { term, isDate: true, valueOf: (row) => dateValue(read(row), (moment) => partOfDate(moment, part)) };
  }
  if (field.type === 'boolean') return { term, valueOf: (row) => booleanValue(read(row) === true) };
  if (field.type !== 'many2one') return { term, valueOf: (row) => plainValue(read(row)) };
  const related = env.database.table(field.relation ?? '');
  const places = new Map(rowsInOrder(env.database, related, '').map((row, place) => [row.id, place]));
  return {
    term,
    valueOf: (row) => {
      const id = read(row);
      const linked = typeof id === 'number' ? related.get(id) : undefined;
      if (!linked) return { identity: false, place: null, shown: false };
      const shown = [linked.id, related.model.displayName(linked, env.database)];
      return { identity: linked.id, place: places.get(linked.id) ?? null, shown };
    },
  };
}

export function aggregate(
  env: Environment,
  table: RecordTable,
  name: string,
  path: string,
  operator: string,
): Aggregate {
  const compute = AGGREGATES[operator];
  if (!compute) throw pythonError('ValueError', `Invalid aggregate method '${operator}' for '${path}:${operator}'.`);
  const read = valueReader(env.database, path, fieldOf(table, path));
  return { name, field: path, compute: (rows) => compute(rows.map(read).filter((value) => value !== false)) };
}

type Values = readonly StoredValue[];

const numbers = (values: Values): number[] => values.filter((value) => typeof value === 'number');
const total = (values: Values): number => numbers(values).reduce((sum, value) => sum + value, 0);
const sorted = (values: Values): Json[] =>
  values.filter((value) => typeof value === 'number' || typeof value === 'string').toSorted((a, b) => (a < b ? -1 : 1));

/** PostgreSQL's, with Odoo's `false` for its NULL. */
const AGGREGATES: Readonly<Record<string, (values: Values) => Json>> = {
  sum: (values) => values.length > 0 && total(values),
  avg: (values) => values.length > 0 && total(values) / numbers(values).length,
  min: (values) => sorted(values)[0] ?? false,
  max: (values) => sorted(values).at(-1) ?? false,
  count: (values) => values.length,
  count_distinct: (values) => new Set(values).size,
};

function fieldOf(table: RecordTable, name: string) {
  const field = table.model.fields[name];
  if (field) return field;
  throw pythonError('ValueError', `Invalid field '${name}' on model '${table.model.name}'`);
}

/** Odoo 19 groups by x2many too; nothing that runs against the sandbox does. */
function plainValue(value: StoredValue): GroupValue {
  if (isIdList(value)) {
    const rule = 'must be regular database-persisted fields (no function or related fields)';
    throw pythonError('AssertionError', `Fields in 'groupby' ${rule}, or function fields with store=True`);
  }
  return { identity: value, place: typeof value === 'boolean' ? null : value, shown: value };
}

const booleanValue = (value: boolean): GroupValue => ({ identity: value, place: Number(value), shown: value });

function dateValue(value: StoredValue, partOf: (moment: string) => PartOfDate): GroupValue {
  if (typeof value !== 'string') return { identity: false, place: null, shown: false };
  const part = partOf(value);
  return { identity: part.start, place: part.start, part, shown: part.label };
}
