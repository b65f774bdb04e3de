import { defineResource } from '#libs/contracts';
import { JSON_TYPE, listBody } from './json-body.js';

const HINT = 'odoo_models finds the others by words in their name or title.';

export const modelsResource = defineResource({
  name: 'models',
  title: 'Models',
  description: 'Every model of this Odoo that may be read, with its title.',
  mimeType: JSON_TYPE,
  uri: 'odoo://models',
  read: async (_parameters, { files, limits }) =>
    listBody('models', await files.models(), { maxBytes: limits.responseBytes, hint: HINT }),
});
