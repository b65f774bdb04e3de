import { boolean, char, many2many, many2one, selection, type FieldDefinition } from '../orm/field-definition.js';
import type { ModelDefinition, OdooVersion } from '../orm/model-definition.js';
import type { Database } from '../orm/database.js';
import type { Row } from '../orm/row.js';
import { defineModel } from './magic-fields.js';
import { resUsersMethods } from './res-users.methods.js';

export const resUsers = (version: OdooVersion): ModelDefinition => {
  const group = version === 19 ? 'Access Rights' : 'Administration/Access Rights';
  return defineModel({
    name: 'res.users',
    description: version === 19 ? 'User' : 'Users',
    order: 'name, login',
    recordName: 'name',
    nameSearchFields: ['login', 'name'],
    overrides: {
      create: 'ResUsers',
      write: 'ResUsers',
      read: 'ResUsers',
      name_search: 'ResUsers',
      unlink: 'MailThread',
    },
    hasRecordRules: true,
    fields: {
      name: fromPartner(char('Name'), 'name'),
      email: fromPartner(char('Email'), 'email'),
      login: char('Login', { required: true, help: 'Used to log into the system' }),
      password: char('Password', {
        stored: false,
        help: "Keep empty if you don't want the user to be able to connect on the system.",
        compute: () => '',
      }),
      partner_id: many2one('Related Partner', 'res.partner', { required: true, onDelete: 'restrict' }),
      company_id: many2one('Company', 'res.company', { required: true, onDelete: 'restrict', defaultValue: 1 }),
      company_ids: many2many('Companies', 'res.company'),
      active: boolean('Active', { defaultValue: true }),
      share: boolean('Share User', { readonly: true, stored: true, compute: () => false }),
      lang: selection('Language', [['en_US', 'English (US)']], { defaultValue: 'en_US' }),
      tz: char('Timezone'),
    },
    userRights: ['read'],
    rightGroups: { write: [group], create: [group], unlink: [group] },
    methods: resUsersMethods,
    displayName: (row, database) => String(partnerOf(row, database)?.['name'] || ''),
  });
};

/** Users are partners: their name and address are the partner's. */
const fromPartner = (field: FieldDefinition, name: string): FieldDefinition => ({
  ...field,
  stored: false,
  related: `partner_id.${name}`,
  compute: (row, database) => partnerOf(row, database)?.[name] ?? false,
});

function partnerOf(row: Row, database: Database): Row | undefined {
  const partner = row['partner_id'];
  return typeof partner === 'number' ? database.table('res.partner').get(partner) : undefined;
}
