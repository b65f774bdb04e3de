import type { Completer } from '#libs/contracts';
import { beginningFirst, completingLast, NOTHING } from './found-values.js';

export const fieldsCompleter: Completer = {
  offers: 'fields of the model; the last of a list',
  async find(typed, { schema, others: { model = '' } }) {
    if (model === '') return NOTHING;
    const names = Object.keys(await schema.fieldsOf(model));
    return completingLast(typed, async (last) => ({ values: beginningFirst(names, last), more: false }));
  },
};
