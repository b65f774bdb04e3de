import { defineResource } from '#libs/contracts';
import { JSON_TYPE } from './json-body.js';
import { recordList } from './record-list.js';

const FIELDS = ['id', 'name', 'currency_id', 'country_id', 'parent_id'];

export const companiesResource = defineResource({
  name: 'companies',
  title: 'Companies',
  description: 'The companies of this Odoo: currency, country, parent.',
  mimeType: JSON_TYPE,
  uri: 'odoo://companies',
  read: (_parameters, context) => recordList('companies', 'res.company', FIELDS, context),
});
