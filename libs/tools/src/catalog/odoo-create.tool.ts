import { defineTool, type OdooRecord, type ToolContext } from '#libs/contracts';
import { z } from 'zod';
import { modelName } from '../arguments.js';
import { momentsIn } from '../shaping/moments-told.js';
import { refusalOf, refusedDryRun } from '../writing/dry-run.js';
import { checkCreated, tellingHowToCheck } from '../writing/lost-answer.js';
import { readBack } from '../writing/readback.js';
import { RecordValues } from '../writing/record-values.js';
import { dryRun, fieldValues } from '../writing/write-arguments.js';

const RECORDS_MAX = 1000;

export const odooCreate = defineTool({
  name: 'odoo_create',
  title: 'Create records',
  description:
    'Create one record, or several by a list. Linked records may be given by name: {"country_id":"Belgium"}; ' +
    'lines as [0,0,{values}].',
  access: 'write',
  input: z.strictObject({
    model: modelName,
    values: z.union([fieldValues, z.array(fieldValues).min(1).max(RECORDS_MAX)]),
    dry_run: dryRun,
  }),
  output: z.looseObject({
    model: z.string(),
    created_id: z.int().optional(),
    created_ids: z.array(z.int()).optional(),
    success: z.boolean().optional(),
  }),
  async run({ model, values, dry_run }, { odoo, schema, files }) {
    const sent: readonly OdooRecord[] = Array.isArray(values) ? values : [values];
    // Asked before names are looked up, so that a refused call reads nothing.
    const outline = creating(
      model,
      sent.map(() => ({})),
    );
    const refusal = dry_run ? await refusalOf(odoo, outline, 'create') : await odoo.mayCall(outline);
    if (refusal) return refusedDryRun(model, refusal);
    const { values: ready, resolved } = await new RecordValues(odoo, schema).prepare(model, sent);
    const beside = {
      ...(await momentsIn(ready.flatMap(Object.keys), await schema.fieldsOf(model), files)),
      ...(Object.keys(resolved).length > 0 && { resolved }),
    };
    if (dry_run) {
      const refused = await refusalOf(odoo, creating(model, ready), 'create');
      if (refused) return refusedDryRun(model, refused);
      return { model, dry_run, allowed: true, would_create: ready, ...beside };
    }
    return { ...(await create(model, ready, { odoo, schema })), ...beside };
  },
});

async function create(
  model: string,
  values: readonly OdooRecord[],
  { odoo, schema }: Pick<ToolContext<'write'>, 'odoo' | 'schema'>,
) {
  const fields = await schema.fieldsOf(model);
  const created_ids = await tellingHowToCheck(
    () => odoo.create(model, values),
    `The creation of ${values.length} ${model}`,
    checkCreated(model, values[0] ?? {}),
  );
  const [created_id] = created_ids;
  return {
    model,
    ...(created_id !== undefined && { created_id }),
    ...(values.length > 1 && { created_ids }),
    success: true,
    ...(await readBack(odoo, model, created_ids, values, fields)),
  };
}

function creating(model: string, values: readonly OdooRecord[]) {
  return { model, method: 'create', args: [values], kwargs: {} };
}
