import { defineTool } from '#libs/contracts';
import { z } from 'zod';
import { fieldNames, modelName } from '../arguments.js';
import { describedFields, FIELD_ATTRIBUTES, fieldLine, fittingFields } from '../field-list.js';

const ATTRIBUTES_MAX = 50;

export const odooFieldsGet = defineTool({
  name: 'odoo_fields_get',
  title: 'Describe fields',
  description: 'Get the fields of a model; a large one in short: name fields for all that is known of them.',
  access: 'read',
  input: z.strictObject({
    model: modelName,
    fields: fieldNames.optional().describe('Only these'),
    attributes: z
      .array(z.string().regex(/^[a-z_]+$/))
      .min(1)
      .max(ATTRIBUTES_MAX)
      .optional()
      .describe('Only these, e.g. "help"'),
  }),
  output: z.object({
    model: z.string(),
    field_count: z.int().optional().describe('Fields of the model, where all were asked for'),
    fields: z.record(z.string(), z.record(z.string(), z.unknown())),
    other_fields: z.array(z.string()).optional().describe('There too, and not described here'),
    missing: z.array(z.string()).optional().describe('Asked for and not there'),
    hint: z.string().optional(),
  }),
  async run({ model, fields: names, attributes }, { odoo, limits: { responseBytes } }) {
    if (names) {
      const fields = await odoo.fieldsGet(model, names, attributes ?? FIELD_ATTRIBUTES);
      const missing = names.filter((name) => !Object.hasOwn(fields, name));
      return { model, ...fittingFields(fields, [], responseBytes), ...(missing.length > 0 && { missing }) };
    }
    const all = await odoo.fieldsGet(model, undefined, attributes ?? [...FIELD_ATTRIBUTES, 'store']);
    const told = attributes ? fittingFields(all, [], responseBytes) : describedFields(all, responseBytes);
    return { model, field_count: Object.keys(all).length, ...told };
  },
  toText({ model, field_count, fields, other_fields = [], missing = [], hint }) {
    const lines = Object.entries(fields).map(([name, field]) => fieldLine(name, field));
    const count = field_count === undefined ? '' : `: ${field_count} fields`;
    return [
      `${model}${count}${hint === undefined ? '' : `. ${hint}`}`,
      ...lines,
      ...(other_fields.length > 0 ? [`Others: ${other_fields.join(' ')}`] : []),
      ...(missing.length > 0 ? [`Not there: ${missing.join(', ')}`] : []),
    ].join('\n');
  },
});
