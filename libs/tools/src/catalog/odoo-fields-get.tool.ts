import { defineTool } from '#libs/contracts';
import { z } from 'zod';
import { fieldNames, modelName } from '../arguments.js';
import { type FieldTable, fieldLine, shortList } from '../field-list.js';
import { fittingRows } from '../shaping/byte-budget.js';

/** Enough to write a domain or values with; every attribute of a large model would fill a context window. */
const DEFAULT_ATTRIBUTES = ['string', 'type', 'required', 'readonly', 'relation', 'selection'];

/** A model with more fields than this is listed in short, unless its caller says what to tell. */
const SHORT_LIST_FROM = 60;

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
  async run({ model, fields: names, attributes }, { odoo, limits }) {
    if (names) {
      const fields = await odoo.fieldsGet(model, names, attributes ?? DEFAULT_ATTRIBUTES);
      const missing = names.filter((name) => !Object.hasOwn(fields, name));
      return { model, ...fitting(fields, limits.responseBytes), ...(missing.length > 0 && { missing }) };
    }
    // `store` tells which of many fields matter most.
    const all: FieldTable = await odoo.fieldsGet(model, undefined, attributes ?? [...DEFAULT_ATTRIBUTES, 'store']);
    const field_count = Object.keys(all).length;
    if (attributes) return { model, field_count, ...fitting(all, limits.responseBytes) };
    if (field_count <= SHORT_LIST_FROM) return { model, field_count, fields: withoutStore(all) };
    const { fields, others } = shortList(all);
    const other_fields = others.length > 0 ? { other_fields: others } : {};
    return {
      model,
      field_count,
      fields,
      ...other_fields,
      hint: 'In short: name fields to get all of their attributes.',
    };
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

/** Some attributes are long: `help` on every field, `selection` on those of time zones. */
function fitting(all: FieldTable, maxBytes: number): { fields: FieldTable; other_fields?: string[] } {
  const rows = Object.entries(all).map(([name, field]) => ({ name, field }));
  const { rows: shown, cut } = fittingRows(rows, maxBytes);
  const fields = Object.fromEntries(shown.map(({ name, field }) => [name, field]));
  return { fields, ...(cut && { other_fields: rows.slice(shown.length).map(({ name }) => name) }) };
}

function withoutStore(fields: FieldTable): FieldTable {
  return Object.fromEntries(Object.entries(fields).map(([name, { store: _store, ...rest }]) => [name, rest]));
}
