import { defineResource } from '#libs/contracts';
import { JSON_TYPE, jsonBody } from './json-body.js';

export const modelsResource = defineResource({
  name: 'models',
  title: 'Models',
  description: 'Every model of this Odoo that may be read, with its title.',
  mimeType: JSON_TYPE,
  uri: 'odoo://models',
  read: async (_parameters, { files }) => jsonBody({ models: await files.models() }),
});
