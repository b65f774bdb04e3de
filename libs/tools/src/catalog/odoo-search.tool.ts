import {
  defineTool,
  type FieldDefinitions,
  InvalidArguments,
  type OdooRecord,
  orderPaths,
  type ToolContext,
  type ToolLimits,
} from '#libs/contracts';
import { z } from 'zod';
import { cursor, domain, fieldNames, format, html, modelName, order } from '../arguments.js';
import { streamedRows } from '../principal-caps.js';
import { searchRows } from '../row-pages.js';
import { fittingRows } from '../shaping/byte-budget.js';
import { openCursor, type Question, sealCursor } from '../shaping/cursor.js';
import { withHtmlAsText } from '../shaping/html-fields.js';
import { momentMembers, momentsHeading, momentsIn } from '../shaping/moments-told.js';
import { rowsText } from '../shaping/rows-text.js';
import { tableText } from '../shaping/table-text.js';
import { smartFields } from '../smart-fields.js';

const input = z.strictObject({
  model: modelName,
  domain: domain.default([]),
  fields: fieldNames.optional(),
  limit: z.int().min(1).optional(),
  offset: z.int().min(0).default(0),
  order: order.optional(),
  cursor,
  format,
  html,
  with_total: z.boolean().default(false).describe('Count all matches too (a second query)'),
});

const output = z.object({
  model: z.string(),
  count: z.int().describe('Rows in this answer'),
  records: z.array(z.record(z.string(), z.unknown())).optional().describe('With format json'),
  format: z.enum(['csv', 'markdown']).optional(),
  text: z.string().optional().describe('The table, with format csv or markdown'),
  html: z.literal('raw').optional(),
  ...momentMembers,
  has_more: z.boolean(),
  total: z.int().optional(),
  next_cursor: z.string().optional(),
});

export const odooSearch = defineTool({
  name: 'odoo_search',
  title: 'Search records',
  description:
    'Find records by a domain. Without fields a small telling set is returned. ' +
    'has_more: repeat the call with cursor = next_cursor.',
  access: 'read',
  input,
  output,
  async run(args, context) {
    const { model, domain, with_total } = args;
    const { odoo, schema, files, limits } = context;
    const wanted = rowsWanted(args.limit, limits);
    const offset = offsetOf(args, context);
    const definitions = await schema.fieldsOf(model);
    const fields = args.fields ?? smartFields(definitions);
    const query = { domain, fields, order: args.order && stableOrder(args.order), limit: wanted, offset };
    const [found, counted] = await Promise.all([
      searchRows(context, model, query, shapeFor(args), limits.responseBytes),
      with_total ? odoo.searchCount(model, domain) : undefined,
    ]);
    const { rows, cut } = fittingRows(found.rows, limits.responseBytes);
    const has_more = cut || found.more;
    const next = offset + rows.length;
    const total = counted ?? (has_more || (rows.length === 0 && offset > 0) ? undefined : next);
    return {
      model,
      count: rows.length,
      ...rowsAs(rows, args, definitions),
      ...(args.html === 'raw' && { html: args.html }),
      ...(rows.length > 0 && (await momentsIn(fields, definitions, files))),
      has_more,
      ...(total !== undefined && { total }),
      ...(has_more && { next_cursor: sealCursor(context, questionOf(args), next) }),
    };
  },
  async pages(args, context, after) {
    refuseInStream(args);
    const { model, domain, limit } = args;
    const definitions = await context.schema.fieldsOf(model);
    const fields = args.fields ?? smartFields(definitions);
    const most = streamedRows(context.principal, limit);
    const query = { domain, fields, order: args.order && stableOrder(args.order), limit: most, after };
    const pages = await context.odoo.pages(model, query);
    const { total, columns } = pages;
    const booleans = columns.filter((name) => definitions[name]?.type === 'boolean');
    return { total, columns, booleans, next: async () => (await pages.next())?.map(shapeFor(args)) };
  },
  // All that is no row is in the first line, so that what follows is a table and nothing else.
  toText({ model, count, records, text, html, has_more, total, next_cursor, ...told }) {
    const found = `${count} rows${total === undefined ? '' : ` of ${total}`}${momentsHeading(told)}`;
    const heading = has_more ? `${found}, more follow: narrow the domain or use cursor ${next_cursor}` : found;
    return text === undefined ? rowsText(`${model}: ${heading}`, records ?? [], html) : `${heading}\n${text}`;
  },
});

type SearchArguments = z.output<typeof input>;

function rowsAs(
  rows: readonly OdooRecord[],
  { format, html = 'text' }: SearchArguments,
  fields: FieldDefinitions,
): Pick<z.input<typeof output>, 'records' | 'format' | 'text'> {
  if (format === 'json') return { records: [...rows] };
  return { format, text: tableText(rows, { format, html, fields }) };
}

function shapeFor({ html }: SearchArguments): (row: OdooRecord) => OdooRecord {
  return html === 'text' ? withHtmlAsText : (row) => row;
}

function questionOf({ model, domain, fields, order }: SearchArguments): Question {
  return ['odoo_search', model, domain, fields, order];
}

function offsetOf(args: SearchArguments, context: ToolContext<'read'>): number {
  if (args.cursor === undefined) return args.offset;
  if (args.offset === 0) return openCursor(context, questionOf(args), args.cursor);
  throw new InvalidArguments('A cursor says where to go on, so it does not go with offset.', {
    hint: 'Leave one of them out.',
  });
}

/** Rows that are equal by the caller's order may change places between two pages unless something tells them apart. */
function stableOrder(order: string): string {
  return orderPaths(order)?.includes('id') ? order : `${order}, id`;
}

/** What says which part of the rows one answer has, and how they look in it, says nothing to a stream. */
function refuseInStream({ offset, cursor, format }: SearchArguments): void {
  if (offset === 0 && cursor === undefined && format === 'json') return;
  throw new InvalidArguments('A stream takes no offset, cursor or format among the arguments of a search.', {
    hint: 'Leave them out: it has all rows, and is resumed beside the arguments by the cursor of its last chunk.',
  });
}

function rowsWanted(limit: number | undefined, { defaultRows, maxRows }: ToolLimits): number {
  if (limit === undefined || limit <= maxRows) return limit ?? defaultRows;
  throw new InvalidArguments(`limit: at most ${maxRows} rows come in one answer.`, {
    hint: 'Ask for fewer and go on with the cursor, or narrow the domain.',
  });
}
