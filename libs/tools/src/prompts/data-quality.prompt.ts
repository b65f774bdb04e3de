import { definePrompt } from '#libs/contracts';
import { z } from 'zod';
import { fieldsCompleter } from '../completers/fields.completer.js';
import { modelCompleter } from '../completers/model.completer.js';
import { fieldsArgument, modelArgument, quoted } from './prompt-arguments.js';
import { promptText } from './prompt-text.js';

export const dataQuality = definePrompt({
  name: 'data_quality',
  title: 'Data quality',
  description: 'How complete and how unique the records of a model are: empty fields, duplicates, what to fix first.',
  input: z.strictObject({
    model: modelArgument.describe('Technical name, such as "res.partner"'),
    fields: fieldsArgument.optional().describe('Field names, separated by commas; the telling ones if left out'),
  }),
  complete: { model: modelCompleter, fields: fieldsCompleter },
  text({ model, fields }) {
    const name = quoted(model);
    const only = fields === undefined ? '' : `,"fields":${quoted(fields)}`;
    const which =
      fields === undefined
        ? 'up to eight stored fields that people rely on (names, codes, e-mail, phone, dates, links)'
        : 'these fields';
    return promptText(
      `Check the quality of the data in the Odoo model ${name}.`,
      [
        `The fields and their types: odoo_fields_get {"model":${name}${only}}`,
        `How many records: odoo_count {"model":${name}}`,
        `How many lack it, for each of ${which} as FIELD, numbers and yes/no aside: odoo_count {"model":${name},"domain":[["FIELD","=",false]]}`,
        `What occurs more than once, for each char field that should be unique (code, e-mail, number) as FIELD: odoo_aggregate {"model":${name},"domain":[["FIELD","!=",false]],"group_by":["FIELD"],"order":"__count desc","limit":10}`,
        `The records of a suspicious VALUE: odoo_search {"model":${name},"domain":[["FIELD","=","VALUE"]],"limit":5}`,
      ],
      'Then give me a table: field, how many are empty in percent, duplicates, examples with ids; and what to fix first, and why.',
    );
  },
});
