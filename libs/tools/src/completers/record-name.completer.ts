import type { Completer, Domain } from '#libs/contracts';
import { namePart } from '../name-lookup.js';
import { isNameText } from '../prompts/prompt-arguments.js';
import { ANSWER_MAX, LOOK_AT } from './found-values.js';

/** Names of the records of a model, as Odoo's own search boxes find them; those only that an argument may hold. */
export function recordNameCompleter(model: string, offers: string, domain: Domain = []): Completer {
  return {
    offers,
    async find(typed, { odoo }) {
      const found = await odoo.nameSearch(model, namePart(typed), { domain, limit: LOOK_AT });
      const names = found.slice(0, ANSWER_MAX).map(([, name]) => name);
      return { values: [...new Set(names)].filter(isNameText), more: found.length > ANSWER_MAX };
    },
  };
}
