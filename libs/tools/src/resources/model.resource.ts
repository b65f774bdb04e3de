import { defineResource } from '#libs/contracts';
import { modelCompleter } from '../completers/model.completer.js';
import { describedFields, FIELD_ATTRIBUTES, withoutStore } from '../field-list.js';
import { bytesOf } from '../shaping/byte-budget.js';
import { JSON_TYPE, jsonBody } from './json-body.js';

export const modelResource = defineResource({
  name: 'model',
  title: 'Fields of a model',
  description: 'The fields of one model: label, type, required, readonly, relation, selection.',
  mimeType: JSON_TYPE,
  uri: 'odoo://models/{model}',
  async read({ model = '' }, { odoo, limits: { responseBytes } }) {
    const all = await odoo.fieldsGet(model, undefined, [...FIELD_ATTRIBUTES, 'store']);
    // A program is given all of them, with all that is known.
    if (responseBytes === Infinity) return jsonBody({ model, fields: withoutStore(all) });
    const about = { model, field_count: Object.keys(all).length };
    return jsonBody({ ...about, ...describedFields(all, responseBytes - bytesOf(about)) });
  },
  complete: { model: modelCompleter },
});
