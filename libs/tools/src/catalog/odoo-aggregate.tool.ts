import { defineTool, InvalidArguments } from '#libs/contracts';
import { z } from 'zod';
import { aggregates, domain, GROUP_COUNT, groupBy, groupOrder, modelName } from '../arguments.js';
import { fittingRows } from '../shaping/byte-budget.js';
import { momentMembers, momentsHeading, momentsIn } from '../shaping/moments-told.js';
import { rowsText } from '../shaping/rows-text.js';

export const odooAggregate = defineTool({
  name: 'odoo_aggregate',
  title: 'Group and sum records',
  description: 'Group records and sum, average or count them in Odoo; each group has its __count.',
  access: 'read',
  weight: 2,
  input: z.strictObject({
    model: modelName,
    domain: domain.default([]),
    group_by: groupBy.default([]),
    aggregates: aggregates.default([]),
    order: groupOrder.optional(),
    limit: z.int().min(1).optional(),
  }),
  output: z.object({
    model: z.string(),
    groups: z.array(z.record(z.string(), z.unknown())),
    count: z.int().describe('Groups in this answer'),
    ...momentMembers,
    has_more: z.boolean(),
  }),
  async run({ model, domain, group_by, aggregates, order, limit }, { odoo, schema, files, limits }) {
    const wanted = limit ?? limits.maxRows;
    if (wanted > limits.maxRows) {
      throw new InvalidArguments(`limit: at most ${limits.maxRows} groups come in one answer.`, {
        hint: 'Order the groups and take the first ones, or narrow the domain.',
      });
    }
    const asked = aggregates.filter((aggregate) => aggregate !== GROUP_COUNT);
    // One group more than wanted tells whether others follow.
    const query = { domain, groupBy: group_by, aggregates: asked, order, limit: wanted + 1 };
    const found = await odoo.aggregate(model, query);
    const { rows, cut } = fittingRows(found.slice(0, wanted), limits.responseBytes);
    const told = await momentsIn(momentColumns(group_by, asked), await schema.fieldsOf(model), files);
    return { model, groups: [...rows], count: rows.length, ...told, has_more: cut || found.length > wanted };
  },
  toText({ model, groups, count, has_more, ...told }) {
    const more = has_more ? ', more follow: narrow the domain, or order them and take the first' : '';
    return rowsText(`${model}: ${count} groups${momentsHeading(told)}${more}`, groups);
  },
});

/** The fields whose values stand in the groups: keys, periods of a moment among them, and first and last ones. */
function momentColumns(groupBy: readonly string[], aggregates: readonly string[]): string[] {
  const extremes = aggregates.filter((aggregate) => /:(?:min|max)$/.test(aggregate));
  return [...groupBy, ...extremes].map((term) => term.replace(/:.*$/, ''));
}
