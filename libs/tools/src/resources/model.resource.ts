import { defineResource } from '#libs/contracts';
import { modelCompleter } from '../completers/model.completer.js';
import { JSON_TYPE, jsonBody } from './json-body.js';

const ATTRIBUTES = ['string', 'type', 'required', 'readonly', 'relation', 'selection'];

export const modelResource = defineResource({
  name: 'model',
  title: 'Fields of a model',
  description: 'The fields of one model: label, type, required, readonly, relation, selection.',
  mimeType: JSON_TYPE,
  uri: 'odoo://models/{model}',
  read: async ({ model = '' }, { odoo }) =>
    jsonBody({ model, fields: await odoo.fieldsGet(model, undefined, ATTRIBUTES) }),
  complete: { model: modelCompleter },
});
