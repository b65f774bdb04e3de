import type { Completer, CompletionContext, FoundValues } from '#libs/contracts';
import { namePart } from '../name-lookup.js';
import { ANSWER_MAX, completingLast, LOOK_AT, NOTHING } from './found-values.js';

const DIGITS = /^\d*$/;

export const recordIdCompleter: Completer = {
  offers: 'ids of records: those changed last by the first digits, any by a part of the name',
  async find(typed, context) {
    const { model = '' } = context.others;
    return model === '' ? NOTHING : idsOf(model, typed, context);
  },
};

export const reportRecordIdsCompleter: Completer = {
  offers: 'ids of records that the report is about, likewise; the last of a list',
  async find(typed, context) {
    const { report: name = '' } = context.others;
    const [report, ...others] = name === '' ? [] : await context.files.findReports(name);
    if (!report || others.length > 0) return NOTHING;
    return completingLast(typed, async (last, given) =>
      given.every((id) => DIGITS.test(id)) ? idsOf(report.model, last, context) : NOTHING,
    );
  },
};

async function idsOf(model: string, typed: string, context: CompletionContext): Promise<FoundValues> {
  const byDigits = DIGITS.test(typed);
  const ids = byDigits ? await newest(model, context) : await named(model, typed, context);
  const values = ids.slice(0, ANSWER_MAX).map(String);
  return { values: byDigits ? values.filter((id) => id.startsWith(typed)) : values, more: ids.length > ANSWER_MAX };
}

/** Changed last first; a view of the database does not know when a row of it was changed. */
async function newest(model: string, { odoo, schema }: CompletionContext): Promise<number[]> {
  const dated = Object.hasOwn(await schema.fieldsOf(model), 'write_date');
  return odoo.search(model, { domain: [], order: dated ? 'write_date desc, id desc' : 'id desc', limit: LOOK_AT });
}

async function named(model: string, typed: string, { odoo }: CompletionContext): Promise<number[]> {
  const found = await odoo.nameSearch(model, namePart(typed), { limit: LOOK_AT });
  return found.map(([id]) => id);
}
