import { defineResource } from '#libs/contracts';
import { JSON_TYPE, jsonBody } from './json-body.js';

const FIELDS = ['id', 'name', 'currency_id', 'country_id', 'parent_id'];

export const companiesResource = defineResource({
  name: 'companies',
  title: 'Companies',
  description: 'The companies of this Odoo: currency, country, parent.',
  mimeType: JSON_TYPE,
  uri: 'odoo://companies',
  read: async (_parameters, { odoo, limits }) =>
    jsonBody({
      companies: await odoo.searchRead('res.company', {
        domain: [],
        fields: FIELDS,
        limit: limits.maxRows,
        order: 'id',
      }),
    }),
});
