import { defineResource } from '#libs/contracts';
import { JSON_TYPE, jsonBody } from './json-body.js';

const FIELDS = ['id', 'name', 'login', 'active', 'company_id'];

export const usersResource = defineResource({
  name: 'users',
  title: 'Users',
  description: 'The users of this Odoo: name, login, company.',
  mimeType: JSON_TYPE,
  uri: 'odoo://users',
  read: async (_parameters, { odoo, limits }) =>
    jsonBody({
      users: await odoo.searchRead('res.users', { domain: [], fields: FIELDS, limit: limits.maxRows, order: 'id' }),
    }),
});
