import { defineTool } from '#libs/contracts';
import { z } from 'zod';
import { fieldNames, modelName } from '../arguments.js';

/** Enough to write a domain or values with; every attribute of a large model would fill a context window. */
const DEFAULT_ATTRIBUTES = ['string', 'type', 'required', 'readonly', 'relation', 'selection'];

const ATTRIBUTES_MAX = 50;

export const odooFieldsGet = defineTool({
  name: 'odoo_fields_get',
  title: 'Describe fields',
  description: 'Get the fields of an Odoo model: label, type, required, readonly, relation, selection.',
  access: 'read',
  input: z.strictObject({
    model: modelName,
    fields: fieldNames.optional().describe('Only these fields'),
    attributes: z
      .array(z.string().regex(/^[a-z_]+$/))
      .min(1)
      .max(ATTRIBUTES_MAX)
      .optional()
      .describe('Only these attributes'),
  }),
  output: z.object({
    model: z.string(),
    fields: z.record(z.string(), z.record(z.string(), z.unknown())),
    missing: z.array(z.string()).optional().describe('Asked for and not there'),
  }),
  async run({ model, fields: names, attributes = DEFAULT_ATTRIBUTES }, { odoo }) {
    const fields = await odoo.fieldsGet(model, names, attributes);
    const missing = names?.filter((name) => !Object.hasOwn(fields, name)) ?? [];
    return { model, fields, ...(missing.length > 0 && { missing }) };
  },
});
