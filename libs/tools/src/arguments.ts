import { isFieldPath, isMemberName, isModelName, orderPaths } from '#libs/contracts';
import { z } from 'zod';

/** Argument types that several tools share. Their descriptions are read by models. */

const NAME_MAX = 128;
const ORDER_MAX = 500;
const FIELDS_MAX = 200;

export const modelName = z
  .string()
  .max(NAME_MAX)
  .refine(isModelName, 'must be a technical model name such as "res.partner"')
  .describe('e.g. "res.partner"');

export const fieldNames = z
  .array(z.string().max(NAME_MAX).refine(isMemberName, 'must be a field name such as "email"'))
  .min(1)
  .max(FIELDS_MAX);

/** Checked again, to its last condition, by the policy before it is sent. */
export const domain = z
  .array(z.unknown(), 'must be a list of conditions such as [["is_company","=",true]]')
  .describe('e.g. [["name","ilike","x"]]; "&", "|", "!" stand before their conditions');

export const order = z
  .string()
  .max(ORDER_MAX)
  .refine((text) => orderPaths(text)?.every(isFieldPath), 'must look like "name desc, id"')
  .describe('e.g. "name desc, id"');

/** Ids of records; how many is for the tool to say. */
export const recordIds = z.array(z.int().min(1)).min(1);

/** How rows come. */
export const format = z.enum(['json', 'csv', 'markdown']).default('json');

export const html = z.enum(['text', 'raw']).optional().describe('How html fields come');

const CURSOR_MAX = 500;

export const cursor = z.string().min(1).max(CURSOR_MAX).optional().describe('next_cursor of the same call');

const GROUPING = /^(?<path>[^:]+)(?::(?:hour|day|week|month|quarter|year))?$/;
const AGGREGATE = /^(?<field>[^:]+):(?:sum|avg|min|max|count|count_distinct)$/;
const AGGREGATE_ORDER_TERM = /^(?<by>\S+)(?:\s+(?:asc|desc))?$/i;
const GROUPS_MAX = 10;

/** What every group has without asking; models ask for it all the same. */
export const GROUP_COUNT = '__count';

const isGrouping = (text: string): boolean => isFieldPath(GROUPING.exec(text)?.groups?.['path']);

const isAggregate = (text: string): boolean =>
  text === GROUP_COUNT || isMemberName(AGGREGATE.exec(text)?.groups?.['field']);

export const groupBy = z
  .array(z.string().max(NAME_MAX).refine(isGrouping, 'must be a field, or date_field:month (day, week, quarter, year)'))
  .max(GROUPS_MAX)
  .describe('Fields; dates as "date_order:month"');

export const aggregates = z
  .array(
    z.string().max(NAME_MAX).refine(isAggregate, 'must look like "amount_total:sum" (avg, min, max, count_distinct)'),
  )
  .max(GROUPS_MAX)
  .describe('e.g. "amount_total:sum"; also avg, min, max, count_distinct');

/** By what groups and aggregates are called, so with colons. */
export const groupOrder = z
  .string()
  .max(ORDER_MAX)
  .refine(
    (text) =>
      text.split(',').every((term) => {
        const by = AGGREGATE_ORDER_TERM.exec(term.trim())?.groups?.['by'] ?? '';
        return isGrouping(by) || isAggregate(by);
      }),
    'must look like "amount_total:sum desc"',
  )
  .describe('e.g. "amount_total:sum desc"');
