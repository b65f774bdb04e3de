import { requireRight } from '../orm/access-rights.js';
import { pythonError } from '../orm/odoo-fault.js';
import { searchRows } from '../orm/record-search.js';
import { type Aggregate, aggregate, type GroupKey, groupKey, groupRows, type RowGroup } from '../orm/row-groups.js';
import type { Json, JsonObject } from '../orm/row.js';
import { toFieldNames, toOrder, toWindow } from './arguments.js';
import { type MethodCall, type MethodDefinition, optional, required } from './method-definition.js';

/** `amount_total:sum`, `alias:sum(amount_total)` */
const AGGREGATE = /^(?<name>\w+):(?<operator>\w+)(?:\((?<field>\w+)\))?$/;

const COUNT: Aggregate = { name: '__count', field: 'id', compute: (rows) => rows.length };

/** Aggregates are named after their field, or by an alias; always counts, and tells each group's domain. */
export const readGroup: MethodDefinition = {
  onRecords: false,
  versions: [14, 19],
  parameters: () => [
    required('domain'),
    required('fields'),
    required('groupby'),
    optional('offset', 0),
    optional('limit'),
    optional('orderby', false),
    optional('lazy', true),
  ],
  run: (call) => {
    const { env, table, values } = call;
    const all = toFieldNames(values['groupby']);
    const keys = keysOf(call, values['lazy'] === false ? all : all.slice(0, 1));
    const aggregates = toFieldNames(values['fields']).flatMap((term) => {
      const { name = '', operator = '', field = name } = AGGREGATE.exec(term)?.groups ?? {};
      return name === '' || name === COUNT.name ? [] : [aggregate(env, table, name, field, operator)];
    });
    // 14 leaves an aggregate of a grouped field out, and looks at no offset without a limit.
    const is14 = env.database.version === 14;
    const grouped = new Set(keys.map(({ term }) => term.split(':')[0]));
    const kept = is14 ? aggregates.filter(({ field }) => !grouped.has(field)) : aggregates;
    const order = toOrder(env.database.version, values['orderby']);
    const rows = inWindow(call, ordered(groupsOf(call, keys), keys, [...kept, COUNT], order), is14);
    return rows.map((group) => rowOf(shown(group, keys, false), computed(group, [...kept, COUNT]), '__domain'));
  },
};

/** Aggregates are named as they were asked for; a part of a date is `[start, label]`. */
export const formattedReadGroup: MethodDefinition = {
  onRecords: false,
  versions: [19],
  parameters: () => [
    required('domain'),
    optional('groupby', []),
    optional('aggregates', []),
    optional('having', []),
    optional('offset', 0),
    optional('limit'),
    optional('order'),
  ],
  run: (call) => {
    const { values } = call;
    const keys = keysOf(call, toFieldNames(values['groupby']));
    const bare = keys.find(({ term, isDate }) => isDate && !term.includes(':'));
    if (bare) throw pythonError('ValueError', `Granularity not set on a date(time) field: '${bare.term}'`);
    const wanted = toFieldNames(values['aggregates']).map((term) => namedAggregate(call, term));
    const order = toOrder(19, values['order']);
    const terms = orderTerms(order).filter(({ name }) => !keys.some(({ term }) => term === name));
    const known = [...wanted, ...terms.map(({ name, text }) => namedAggregate(call, name, text))];
    const rows = inWindow(call, ordered(groupsOf(call, keys), keys, known, order), false);
    return rows.map((group) => rowOf(shown(group, keys, true), computed(group, wanted), '__extra_domain'));
  },
};

function namedAggregate({ env, table }: MethodCall, term: string, orderTerm?: string): Aggregate {
  if (term === COUNT.name) return COUNT;
  const { name, operator } = AGGREGATE.exec(term)?.groups ?? {};
  if (name !== undefined && operator !== undefined) return aggregate(env, table, term, name, operator);
  throw pythonError(
    'ValueError',
    orderTerm === undefined
      ? `Invalid aggregate '${term}'`
      : `Order term '${orderTerm}' is not a valid aggregate nor valid groupby`,
  );
}

function keysOf({ env, table }: MethodCall, terms: readonly string[]): GroupKey[] {
  return terms.map((term) => groupKey(env, table, term));
}

function groupsOf({ env, table, values }: MethodCall, keys: readonly GroupKey[]): RowGroup[] {
  requireRight(env, table.model, 'read');
  return groupRows(searchRows(env, table, values['domain'] || [], {}), keys);
}

/** By the terms of an order, and by the keys where there is none. */
function ordered(
  groups: readonly RowGroup[],
  keys: readonly GroupKey[],
  aggregates: readonly Aggregate[],
  order: string,
): RowGroup[] {
  const given = orderTerms(order);
  const terms = given.length > 0 ? given : keys.map(({ term }) => ({ name: term, text: term, descending: false }));
  const readers = terms.map(({ name, descending }) => {
    const index = keys.findIndex(({ term }) => term === name || term.split(':')[0] === name);
    const found = aggregates.find((one) => one.name === name);
    const read = (group: RowGroup): unknown =>
      found ? found.compute(group.rows) : (group.values[index]?.place ?? null);
    return { read, sign: descending ? -1 : 1 };
  });
  return groups.toSorted((a, b) => {
    for (const { read, sign } of readers) {
      const difference = compared(read(a), read(b));
      if (difference !== 0) return sign * difference;
    }
    return 0;
  });
}

/** Nothing is greater than anything, as in PostgreSQL. */
function compared(a: unknown, b: unknown): number {
  const [left, right] = [a, b].map((value) => (value === null || value === false ? undefined : value));
  if (left === right) return 0;
  if (left === undefined) return 1;
  if (right === undefined) return -1;
  return (left as number) < (right as number) ? -1 : 1;
}

function orderTerms(order: string): { readonly name: string; readonly text: string; readonly descending: boolean }[] {
  return order
    .split(',')
    .map((text) => text.trim())
    .filter((text) => text !== '')
    .map((text) => ({ name: text.split(/\s+/)[0] ?? '', text, descending: /\sdesc\b/i.test(text) }));
}

function inWindow({ env, values }: MethodCall, groups: readonly RowGroup[], needsLimit: boolean): RowGroup[] {
  const { version } = env.database;
  const limit = toWindow(version, 'LIMIT', values['limit']);
  const offset = needsLimit && limit === 0 ? 0 : toWindow(version, 'OFFSET', values['offset']);
  return groups.slice(offset, limit === 0 ? undefined : offset + limit);
}

type Members = readonly (readonly [string, Json])[];

/** What a group's domain says is of no use to the gateway; that it is there is. */
const rowOf = (keys: Members, aggregates: Members, domain: string): JsonObject =>
  Object.fromEntries([...keys, ...aggregates, [domain, []]]);

function shown({ values }: RowGroup, keys: readonly GroupKey[], formatted: boolean): Members {
  return keys.map(({ term }, index) => {
    const { part, shown: value = false } = values[index] ?? {};
    return [term, formatted && part ? [part.start, part.label] : value];
  });
}

function computed({ rows }: RowGroup, aggregates: readonly Aggregate[]): Members {
  return aggregates.map(({ name, compute }) => [name, compute(rows)]);
}
