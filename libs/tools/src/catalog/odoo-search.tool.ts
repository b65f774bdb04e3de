import { defineTool, InvalidArguments, type ToolLimits } from '#libs/contracts';
import { z } from 'zod';
import { domain, fieldNames, modelName, order } from '../arguments.js';
import { rowsText } from '../shaping/rows-text.js';
import { smartFields } from '../smart-fields.js';

export const odooSearch = defineTool({
  name: 'odoo_search',
  title: 'Search records',
  description:
    'Find records of an Odoo model by a domain. Without fields a small telling set is returned. ' +
    'has_more tells whether rows follow: go on with offset.',
  access: 'read',
  input: z.strictObject({
    model: modelName,
    domain: domain.default([]),
    fields: fieldNames.optional().describe('Fields to return'),
    limit: z.int().min(1).optional().describe('Rows at most'),
    offset: z.int().min(0).default(0),
    order: order.optional(),
    with_total: z.boolean().default(false).describe('Count all matches too (a second query)'),
  }),
  output: z.object({
    model: z.string(),
    count: z.int().describe('Rows in this answer'),
    records: z.array(z.record(z.string(), z.unknown())),
    has_more: z.boolean(),
    total: z.int().optional(),
  }),
  async run({ model, domain, fields, limit, offset, order, with_total }, { odoo, schema, limits }) {
    const rows = rowsWanted(limit, limits);
    const names = fields ?? smartFields(await schema.fieldsOf(model));
    // One row more than wanted tells whether others follow, without a second call.
    const query = { domain, fields: names, order, limit: rows + 1, offset };
    const [found, counted] = await Promise.all([
      odoo.searchRead(model, query),
      with_total ? odoo.searchCount(model, domain) : undefined,
    ]);
    const records = found.slice(0, rows);
    const has_more = found.length > rows;
    const total = counted ?? (has_more || (records.length === 0 && offset > 0) ? undefined : offset + records.length);
    return { model, count: records.length, records, has_more, ...(total !== undefined && { total }) };
  },
  toText({ model, count, records, has_more, total }) {
    const more = has_more ? ', more follow' : '';
    return rowsText(`${model}: ${count} rows${total === undefined ? '' : ` of ${total}`}${more}`, records);
  },
});

function rowsWanted(limit: number | undefined, { defaultRows, maxRows }: ToolLimits): number {
  if (limit === undefined || limit <= maxRows) return limit ?? defaultRows;
  throw new InvalidArguments(`limit: at most ${maxRows} rows come in one answer.`, {
    hint: 'Ask for fewer and go on with offset, or narrow the domain.',
  });
}
