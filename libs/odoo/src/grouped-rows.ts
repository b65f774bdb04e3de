import { type AggregateQuery, type AggregateRow, InvalidArguments } from '#libs/contracts';

/** The arguments of `read_group`, and where the rows that it answers hold what was asked for. */
export interface ReadGroupPlan {
  readonly kwargs: Readonly<Record<string, unknown>>;
  /** The name that `read_group` gives each aggregate. */
  readonly names: ReadonlyMap<string, string>;
}

const COUNT = '__count';

/** What PostgreSQL takes as "all", since 14 does not look at an offset that comes without a limit. */
const NO_LIMIT = 2_147_483_647;

/** `amount_total:sum` */
const AGGREGATE = /^(?<field>[a-z_]\w*):(?<operator>sum|avg|min|max|count|count_distinct)$/;

/** The arguments of `formatted_read_group` (19 …), which has no row without its count unless it is asked for. */
export function formattedReadGroup({ groupBy, aggregates, order, limit, offset }: AggregateQuery) {
  return {
    groupby: groupBy,
    aggregates: [COUNT, ...wanted(aggregates)],
    ...(order !== undefined && { order: order.replaceAll(/\s+/g, ' ').trim() }),
    ...(limit !== undefined && { limit }),
    ...(offset !== undefined && { offset }),
  };
}

/**
 * The same question to `read_group` (8 … 18). It names an aggregate after its field, so a second one of that field, or
 * one of a field that is grouped by, gets a name of its own; only the first kind can be ordered by.
 * @throws InvalidArguments
 */
export function readGroup({ groupBy, aggregates, order, limit, offset }: AggregateQuery): ReadGroupPlan {
  const terms = orderTerms(order);
  const ordered = terms.map(({ name }) => name).filter((name) => AGGREGATE.test(name));
  const names = aggregateNames([...new Set([...ordered, ...wanted(aggregates)])], groupBy);
  const blocked = ordered.find((name) => names.get(name) !== partsOf(name).field);
  if (blocked !== undefined) {
    throw new InvalidArguments(`Before version 19 Odoo cannot order by ${blocked} here.`, {
      hint: 'Order by one aggregate of a field, and by none of a field that is grouped by.',
    });
  }
  const fields = Array.from(names, ([aggregate, name]) => fieldTerm(aggregate, name));
  // 14 does not know its own count in an order unless it is an aggregate like others.
  const counted = terms.some(({ name }) => name === COUNT) ? `${COUNT}:count(id)` : COUNT;
  const orderby = terms.map(({ name, direction }) => `${names.get(name) ?? name}${direction}`).join(',');
  return {
    names,
    kwargs: {
      fields: [counted, ...fields],
      groupby: groupBy,
      ...(orderby !== '' && { orderby }),
      ...((limit !== undefined || offset !== undefined) && { limit: limit ?? NO_LIMIT }),
      ...(offset !== undefined && { offset }),
      lazy: false,
    },
  };
}

/** Rows of either method in the one shape: the keys, the aggregates and the count, and nothing else. */
export function groupedRows(
  query: AggregateQuery,
  rows: readonly AggregateRow[],
  names?: ReadonlyMap<string, string>,
): AggregateRow[] {
  return rows.map((row) => ({
    ...Object.fromEntries(query.groupBy.map((key) => [key, keyValue(key, row[key])])),
    ...Object.fromEntries(
      wanted(query.aggregates).map((name) => [name, aggregateValue(query, row, name, names?.get(name) ?? name)]),
    ),
    [COUNT]: row[COUNT],
  }));
}

/** 19 has `[start, label]` for a part of a date where others have the label. */
function keyValue(key: string, value: unknown): unknown {
  return key.includes(':') && Array.isArray(value) ? value[1] : (value ?? false);
}

function aggregateValue({ groupBy }: AggregateQuery, row: AggregateRow, aggregate: string, name: string): unknown {
  if (Object.hasOwn(row, name)) return numeric(row[name] ?? false, aggregate);
  // 14 leaves out the aggregates of a field that it groups by; some follow from the key.
  const { field, operator } = partsOf(aggregate);
  if (groupBy.includes(field)) {
    const empty = row[field] === false;
    if (operator === 'count') return empty ? 0 : row[COUNT];
    if (operator === 'count_distinct') return empty ? 0 : 1;
  }
  throw new InvalidArguments(`This Odoo cannot tell ${aggregate} of a field that it groups by.`, {
    hint: 'Leave that aggregate out.',
  });
}

/** 14 sends PostgreSQL's exact numbers, such as an average of integers, as text. */
function numeric(value: unknown, aggregate: string): unknown {
  if (typeof value !== 'string' || /:(?:min|max)$/.test(aggregate)) return value;
  const number = Number(value);
  return Number.isFinite(number) ? number : value;
}

function wanted(aggregates: readonly string[]): string[] {
  return aggregates.filter((name) => name !== COUNT);
}

function aggregateNames(aggregates: readonly string[], groupBy: readonly string[]): Map<string, string> {
  const grouped = new Set(groupBy.map((key) => key.split(':')[0]));
  const taken = new Set<string>();
  const names = aggregates.map((aggregate, index): [string, string] => {
    const { field } = partsOf(aggregate);
    const own = !grouped.has(field) && !taken.has(field);
    taken.add(field);
    return [aggregate, own ? field : `aggregate_${index}`];
  });
  return new Map(names);
}

function fieldTerm(aggregate: string, name: string): string {
  const { field, operator } = partsOf(aggregate);
  return name === field ? aggregate : `${name}:${operator}(${field})`;
}

function partsOf(aggregate: string): { readonly field: string; readonly operator: string } {
  const { field, operator } = AGGREGATE.exec(aggregate)?.groups ?? {};
  if (field !== undefined && operator !== undefined) return { field, operator };
  throw new InvalidArguments('An aggregate must look like "amount_total:sum".', {
    hint: 'After the colon: sum, avg, min, max, count or count_distinct.',
  });
}

function orderTerms(order = ''): { readonly name: string; readonly direction: string }[] {
  return order
    .split(',')
    .map((term) => term.trim().split(/\s+/))
    .filter(([name]) => name !== '')
    .map(([name = '', ...rest]) => ({ name, direction: rest.length > 0 ? ` ${rest.join(' ')}` : '' }));
}
