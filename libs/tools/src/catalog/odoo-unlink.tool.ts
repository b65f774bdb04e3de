import { defineTool } from '#libs/contracts';
import { z } from 'zod';
import { modelName } from '../arguments.js';
import { refusalOf, refusedDryRun } from '../writing/dry-run.js';
import { readExisting, readNamed } from '../writing/existing-records.js';
import { checkDeleted, tellingHowToCheck } from '../writing/lost-answer.js';
import { grave, recordsByName } from '../writing/question.js';
import { dryRun, recordIds } from '../writing/write-arguments.js';

export const odooUnlink = defineTool({
  name: 'odoo_unlink',
  title: 'Delete records',
  description: 'Delete records for good. Archive with odoo_write {"active":false} where the model has that field.',
  access: 'delete',
  weight: 3,
  input: z.strictObject({ model: modelName, ids: recordIds, dry_run: dryRun }),
  output: z.looseObject({
    model: z.string(),
    deleted_ids: z.array(z.int()).optional(),
    success: z.boolean().optional(),
  }),
  async run({ model, ids, dry_run }, { odoo }) {
    const operation = deleting(model, ids);
    const refusal = dry_run ? await refusalOf(odoo, operation, 'unlink') : await odoo.mayCall(operation);
    if (refusal) return refusedDryRun(model, refusal);
    const rows = await (dry_run ? readNamed(odoo, model, ids) : readExisting(odoo, model, ids, []));
    if (dry_run) return { model, dry_run, allowed: true, would_delete: rows };
    const success = await tellingHowToCheck(
      () => odoo.unlink(model, ids),
      `The deletion of ${model}`,
      checkDeleted(model, ids),
    );
    return { model, deleted_ids: ids, success };
  },
  async question({ model, ids, dry_run }, { odoo }) {
    if (dry_run) return undefined;
    await odoo.mayCall(deleting(model, ids));
    return grave(`Delete ${await recordsByName(odoo, model, ids)} for good?`);
  },
});

function deleting(model: string, ids: readonly number[]) {
  return { model, method: 'unlink', args: [ids], kwargs: {} };
}
