import { defineTool, type FieldDefinitions, type OdooRecord } from '#libs/contracts';
import { z } from 'zod';
import { modelName } from '../arguments.js';
import { momentsIn } from '../shaping/moments-told.js';
import { refusalOf, refusedDryRun } from '../writing/dry-run.js';
import { companiesOf, companyField, readExisting } from '../writing/existing-records.js';
import { checkWritten, tellingHowToCheck } from '../writing/lost-answer.js';
import { isSame, readBack } from '../writing/readback.js';
import { fieldsNamed, grave, ordinary, recordsByName } from '../writing/question.js';
import { RecordValues } from '../writing/record-values.js';
import { dryRun, fieldValues, recordIds } from '../writing/write-arguments.js';

export const odooWrite = defineTool({
  name: 'odoo_write',
  title: 'Change records',
  description:
    'Set the same values on records. Linked records may be given by name, as in odoo_create; a list of ids or names ' +
    'replaces a many2many.',
  access: 'write',
  weight: 3,
  input: z.strictObject({
    model: modelName,
    ids: recordIds,
    values: fieldValues.refine((values) => Object.keys(values).length > 0, 'must name at least one field'),
    dry_run: dryRun,
  }),
  output: z.looseObject({
    model: z.string(),
    updated_ids: z.array(z.int()).optional(),
    success: z.boolean().optional(),
  }),
  async run({ model, ids, values, dry_run }, { odoo, schema, files, progress }) {
    // Asked before anything is read, so that a refused call reads nothing.
    const outline = writing(model, ids, {});
    const refusal = dry_run ? await refusalOf(odoo, outline, 'write') : await odoo.mayCall(outline);
    if (refusal) return refusedDryRun(model, refusal);
    const fields = await schema.fieldsOf(model);
    const shown = dry_run ? Object.keys(values).filter((name) => isShown(name, fields)) : [];
    const rows = await readExisting(odoo, model, ids, [...new Set([...shown, ...companyField(fields)])]);
    const prepared = await new RecordValues(odoo, schema).prepare(model, [values], companiesOf(rows));
    const [ready = {}] = prepared.values;
    const beside = {
      ...(await momentsIn(Object.keys(ready), fields, files)),
      ...(Object.keys(prepared.resolved).length > 0 && { resolved: prepared.resolved }),
    };
    if (dry_run) {
      const refused = await refusalOf(odoo, writing(model, ids, ready), 'write');
      if (refused) return refusedDryRun(model, refused);
      return { model, dry_run, allowed: true, would_change: rows.map((row) => changes(row, ready, fields)), ...beside };
    }
    progress({ done: 1, total: STEPS, message: 'values are ready' });
    const success = await tellingHowToCheck(
      () => odoo.write(model, ids, ready),
      `The change of ${model}`,
      checkWritten(model, ids, Object.keys(ready)),
    );
    progress({ done: 2, total: STEPS, message: 'written' });
    const readback = await readBack(
      odoo,
      model,
      ids,
      ids.map(() => ready),
      fields,
    );
    return { model, updated_ids: ids, success, ...readback, ...beside };
  },
  async question({ model, ids, values, dry_run }, { odoo, effectOf, limits }) {
    if (dry_run) return undefined;
    const deletes = (await effectOf(writing(model, ids, values))) === 'delete';
    const what = `Change ${fieldsNamed(Object.keys(values))} of ${await recordsByName(odoo, model, ids)}`;
    if (deletes) return grave(`${what}, and delete lines of it?`);
    return ids.length > limits.confirmAboveRecords ? grave(`${what}?`) : ordinary(`${what}?`);
  },
});

/** Getting ready, writing, and reading back. */
const STEPS = 3;

/** A file's present content is left out of what a dry run shows. */
function isShown(name: string, fields: FieldDefinitions): boolean {
  return Object.hasOwn(fields, name) && fields[name]?.type !== 'binary';
}

/** The fields of a record that would have another value, links to many always among them. */
function changes(row: OdooRecord, ready: OdooRecord, fields: FieldDefinitions): OdooRecord {
  const different = Object.entries(ready).filter(([name, value]) => !isSame(fields[name], value, row[name]));
  return { id: row['id'], ...Object.fromEntries(different.map(([name, to]) => [name, { from: row[name], to }])) };
}

function writing(model: string, ids: readonly number[], values: OdooRecord) {
  return { model, method: 'write', args: [ids, values], kwargs: {} };
}
