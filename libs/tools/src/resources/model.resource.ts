import { defineResource } from '#libs/contracts';
import { JSON_TYPE, jsonBody } from './json-body.js';
import { completeModel } from './model-completion.js';

const ATTRIBUTES = ['string', 'type', 'required', 'readonly', 'relation', 'selection'];

export const modelResource = defineResource({
  name: 'model',
  title: 'Fields of a model',
  description: 'The fields of one model: label, type, required, readonly, relation, selection.',
  mimeType: JSON_TYPE,
  uri: 'odoo://models/{model}',
  read: async ({ model = '' }, { odoo }) =>
    jsonBody({ model, fields: await odoo.fieldsGet(model, undefined, ATTRIBUTES) }),
  complete: { model: completeModel },
});
