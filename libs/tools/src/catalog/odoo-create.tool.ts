import { defineTool, type OdooRecord, type ToolContext } from '#libs/contracts';
import { z } from 'zod';
import { modelName } from '../arguments.js';
import { momentsIn } from '../shaping/moments-told.js';
import { refusalOf, refusedDryRun } from '../writing/dry-run.js';
import { checkCreated, tellingHowToCheck } from '../writing/lost-answer.js';
import { readBack } from '../writing/readback.js';
import { counted, grave, ordinary } from '../writing/question.js';
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
  weight: 3,
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
  async run({ model, values, dry_run }, { odoo, schema, files, progress }) {
    const sent = listOf(values);
    // Asked before names are looked up, so that a refused call reads nothing.
    const outline = outlineOf(model, sent);
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
    progress({ done: 1, total: STEPS, message: 'values are ready' });
    return { ...(await create(model, ready, { odoo, schema, progress })), ...beside };
  },
  async question({ model, values, dry_run }, { odoo, limits }) {
    if (dry_run) return undefined;
    const sent = listOf(values);
    await odoo.mayCall(outlineOf(model, sent));
    const text = `Create ${counted(sent.length, model)}?`;
    return sent.length > limits.confirmAboveRecords ? grave(text) : ordinary(text);
  },
});

function listOf(values: OdooRecord | readonly OdooRecord[]): readonly OdooRecord[] {
  return Array.isArray(values) ? (values as readonly OdooRecord[]) : [values as OdooRecord];
}

/** As many records, with nothing in them yet. */
function outlineOf(model: string, values: readonly OdooRecord[]) {
  return creating(
    model,
    values.map(() => ({})),
  );
}

/** Getting ready, creating, and reading back. */
const STEPS = 3;

async function create(
  model: string,
  values: readonly OdooRecord[],
  { odoo, schema, progress }: Pick<ToolContext<'write'>, 'odoo' | 'schema' | 'progress'>,
) {
  const fields = await schema.fieldsOf(model);
  const created_ids = await tellingHowToCheck(
    () => odoo.create(model, values),
    `The creation of ${values.length} ${model}`,
    checkCreated(model, values[0] ?? {}),
  );
  progress({ done: 2, total: STEPS, message: 'created' });
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
