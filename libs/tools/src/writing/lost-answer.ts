import { type OdooRecord, OutcomeUnknown } from '#libs/contracts';
import { idsText } from './existing-records.js';

/** Conditions that tell a record well enough to find it again. */
const CONDITIONS_MAX = 4;
const TEXT_MAX = 100;

/**
 * Runs a call that may write, once. Where its answer is lost, nobody knows whether it was done, and the error tells how
 * to find out; it is never repeated here.
 */
export async function tellingHowToCheck<T>(call: () => Promise<T>, what: string, check: string): Promise<T> {
  try {
    return await call();
  } catch (error) {
    if (!(error instanceof OutcomeUnknown)) throw error;
    throw new OutcomeUnknown(`${what} was sent to Odoo and its answer was lost: it may or may not have been done.`, {
      hint: `${check} Do not send it again before that.`,
      layer: error.layer,
      cause: error,
    });
  }
}

/** How to see whether records were changed. */
export function checkWritten(model: string, ids: readonly number[], fields: readonly string[]): string {
  return `Read ${fields.join(', ')} of ${model} ${idsText(ids)} and compare.`;
}

/** How to see whether records were deleted: those that are still found were not. */
export function checkDeleted(model: string, ids: readonly number[]): string {
  return `Search ${model} for the ids ${idsText(ids)}: what is still found was not deleted.`;
}

/** How to find a record that may have been made, by the most telling of what was sent. */
export function checkCreated(model: string, sent: OdooRecord): string {
  const conditions = Object.entries(sent)
    .filter(([, value]) => (typeof value === 'string' && value.length <= TEXT_MAX) || typeof value === 'number')
    .sort(([a], [b]) => tellingRank(a) - tellingRank(b))
    .slice(0, CONDITIONS_MAX)
    .map(([field, value]) => [field, '=', value]);
  return `Search ${model} with ${JSON.stringify(conditions)}, order "id desc": the newest may be it.`;
}

const TELLING = ['name', 'email', 'default_code', 'ref', 'partner_id'];

function tellingRank(field: string): number {
  const rank = TELLING.indexOf(field);
  return rank < 0 ? TELLING.length : rank;
}
