import { definePrompt } from '#libs/contracts';
import { z } from 'zod';
import { modelCompleter } from '../completers/model.completer.js';
import { modelArgument, quoted } from './prompt-arguments.js';
import { promptText } from './prompt-text.js';

export const exploreModel = definePrompt({
  name: 'explore_model',
  title: 'Explore a model',
  description: 'What a model is for, its fields and links, what its records look like, and how to query it.',
  input: z.strictObject({ model: modelArgument.describe('Technical name, such as "sale.order"') }),
  complete: { model: modelCompleter },
  text({ model }) {
    const name = quoted(model);
    return promptText(
      `Explain the Odoo model ${name} to me, by its fields and real records.`,
      [
        `What it is called and what may be done; if it does not exist, go on with the nearest one: odoo_models {"words":${name},"limit":3}`,
        `Its fields: odoo_fields_get {"model":${name}}`,
        `How many records: odoo_count {"model":${name}}`,
        `The newest: odoo_search {"model":${name},"order":"id desc","limit":5}`,
        `How they spread, for each of up to three selection or many2one fields that are stored and tell most (state, stage, type) as FIELD: odoo_aggregate {"model":${name},"group_by":["FIELD"],"order":"__count desc","limit":10}`,
      ],
      'Then tell me: what one record stands for; the fields that matter, the required ones first; which models it links to and by which field; what the records show; and three questions that people ask of it, each with its domain.',
    );
  },
});
