import { defineResource } from '#libs/contracts';
import { JSON_TYPE } from './json-body.js';
import { recordList } from './record-list.js';

const FIELDS = ['id', 'name', 'login', 'active', 'company_id'];

export const usersResource = defineResource({
  name: 'users',
  title: 'Users',
  description: 'The users of this Odoo: name, login, company.',
  mimeType: JSON_TYPE,
  uri: 'odoo://users',
  read: (_parameters, context) => recordList('users', 'res.users', FIELDS, context),
});
