import { defineTool, InvalidArguments } from '#libs/contracts';
import { z } from 'zod';
import { fieldNames, html, modelName, recordIds } from '../arguments.js';
import { fittingRows } from '../shaping/byte-budget.js';
import { withHtmlAsText } from '../shaping/html-fields.js';
import { momentMembers, momentsHeading, momentsIn } from '../shaping/moments-told.js';
import { rowsText } from '../shaping/rows-text.js';
import { smartFields } from '../smart-fields.js';

export const odooRead = defineTool({
  name: 'odoo_read',
  title: 'Read records',
  description: 'Read records by id, in the order of the ids.',
  access: 'read',
  input: z.strictObject({ model: modelName, ids: recordIds, fields: fieldNames.optional(), html }),
  output: z.object({
    model: z.string(),
    count: z.int(),
    records: z.array(z.record(z.string(), z.unknown())),
    missing_ids: z.array(z.int()).describe('Not there, or not for this user'),
    not_shown_ids: z.array(z.int()).optional().describe('There, but the answer would be too large'),
    html: z.literal('raw').optional(),
    ...momentMembers,
  }),
  async run({ model, ids, fields, html }, { odoo, schema, files, limits }) {
    const wanted = [...new Set(ids)];
    if (wanted.length > limits.maxRows) {
      throw new InvalidArguments(`ids: at most ${limits.maxRows} records are read in one call.`, {
        hint: 'Read them in parts.',
      });
    }
    const definitions = await schema.fieldsOf(model);
    const names = fields ?? smartFields(definitions);
    const found = await odoo.read(model, wanted, names);
    const byId = new Map(found.map((record) => [record['id'], record]));
    const there = wanted.map((id) => byId.get(id)).filter((record) => record !== undefined);
    const readable = html === 'text' ? there.map(withHtmlAsText) : there;
    const { rows } = fittingRows(readable, limits.responseBytes);
    const notShown = there.slice(rows.length).map(({ id }) => id as number);
    return {
      model,
      count: rows.length,
      records: [...rows],
      missing_ids: wanted.filter((id) => !byId.has(id)),
      ...(notShown.length > 0 && { not_shown_ids: notShown }),
      ...(html === 'raw' && { html }),
      ...(rows.length > 0 && (await momentsIn(names, definitions, files))),
    };
  },
  toText({ model, count, records, missing_ids, not_shown_ids = [], html, ...told }) {
    const missing = missing_ids.length > 0 ? `; missing: ${missing_ids.join(', ')}` : '';
    const notShown =
      not_shown_ids.length > 0 ? `; too much for one answer, read next: ${not_shown_ids.join(', ')}` : '';
    return rowsText(`${model}: ${count} records${momentsHeading(told)}${missing}${notShown}`, records, html);
  },
});
