import type { Database } from '../orm/database.js';
import {
  binary,
  boolean,
  char,
  float,
  html,
  integer,
  many2many,
  many2one,
  one2many,
  selection,
  text,
  type FieldDefinition,
} from '../orm/field-definition.js';
import type { ModelDefinition, OdooVersion } from '../orm/model-definition.js';
import { OdooFault, validationError } from '../orm/odoo-fault.js';
import { brokenLink } from '../orm/integrity-errors.js';
import { ancestors } from '../orm/record-tree.js';
import { pythonRepr } from '../orm/python-text.js';
import type { Row } from '../orm/row.js';
import type { Environment } from '../orm/environment.js';
import { defineModel } from './magic-fields.js';

const addressTypes = (version: OdooVersion): readonly (readonly [string, string])[] =>
  version === 19
    ? [
        ['contact', 'Contact'],
        ['invoice', 'Invoice'],
        ['delivery', 'Delivery'],
        ['other', 'Other'],
      ]
    : [
        ['contact', 'Contact'],
        ['invoice', 'Invoice Address'],
        ['delivery', 'Delivery Address'],
        ['other', 'Other Address'],
        ['private', 'Private Address'],
      ];

export function resPartner(version: OdooVersion): ModelDefinition {
  return defineModel({
    name: 'res.partner',
    description: 'Contact',
    order: version === 19 ? 'complete_name ASC, id DESC' : 'display_name',
    recordName: 'name',
    nameSearchFields:
      version === 19 ? ['complete_name', 'email', 'ref', 'vat'] : ['display_name', 'email', 'ref', 'vat'],
    fields: { ...FIELDS, ...(version === 19 ? SINCE_19 : UNTIL_14) },
    userRights: ['read', 'write', 'create', 'unlink'],
    parentField: 'parent_id',
    overrides: { create: 'ResPartner', write: 'ResPartner', unlink: 'MailThread' },
    hasRecordRules: true,
    displayName: completeName,
    check,
    checkUnlink: refuseUsers,
  });
}

const FIELDS: Readonly<Record<string, FieldDefinition>> = {
  name: char('Name'),
  display_name: char('Display Name', { stored: true }),
  email: char('Email'),
  phone: char('Phone'),
  is_company: boolean('Is a Company', {
    help: 'Check if the contact is a company, otherwise it is a person',
    defaultValue: false,
  }),
  active: boolean('Active', { defaultValue: true }),
  parent_id: many2one('Related Company', 'res.partner'),
  child_ids: one2many('Contact', 'res.partner', 'parent_id', { activeOnly: true }),
  commercial_partner_id: many2one('Commercial Entity', 'res.partner', {
    readonly: true,
    stored: true,
    compute: (row, database) => commercialPartner(row, database).id,
  }),
  country_id: many2one('Country', 'res.country', { onDelete: 'restrict' }),
  category_id: many2many('Tags', 'res.partner.category'),
  user_id: many2one('Salesperson', 'res.users'),
  company_id: many2one('Company', 'res.company'),
  street: char('Street'),
  street2: char('Street2'),
  zip: char('Zip'),
  city: char('City'),
  function: char('Job Position'),
  website: char('Website'),
  ref: char('Reference'),
  vat: char('Tax ID'),
  lang: selection('Language', [['en_US', 'English (US)']], { defaultValue: 'en_US' }),
  tz: char('Timezone'),
  color: integer('Color Index', { defaultValue: 0 }),
  credit_limit: float('Credit Limit'),
  image_1920: binary('Image', { image: true }),
  sale_order_ids: one2many('Sales Order', 'sale.order', 'partner_id'),
};

const SINCE_19: Readonly<Record<string, FieldDefinition>> = {
  display_name: char('Display Name'),
  type: selection('Address Type', addressTypes(19), { defaultValue: 'contact' }),
  complete_name: char('Complete Name', { readonly: true, stored: true, compute: completeName }),
  comment: html('Notes'),
};

const UNTIL_14: Readonly<Record<string, FieldDefinition>> = {
  type: selection('Address Type', addressTypes(14), { defaultValue: 'contact' }),
  mobile: char('Mobile'),
  comment: text('Notes'),
};

/** "Azure Interior, Brandon Freeman": a contact is shown with the company it belongs to. */
function completeName(row: Row, database: Database): string {
  const name = String(row['name'] || '');
  const parent = parentOf(row, database);
  if (!parent || row['is_company']) return name;
  const label = addressTypes(database.version).find(([type]) => type === row['type'])?.[1];
  const owner = String(commercialPartner(parent, database)['name'] || '');
  return `${owner}, ${name || label || ''}`;
}

function parentOf(row: Row, database: Database): Row | undefined {
  const parent = row['parent_id'];
  return typeof parent === 'number' ? database.table('res.partner').get(parent) : undefined;
}

function commercialPartner(row: Row, database: Database): Row {
  let top = row;
  for (let parent = parentOf(top, database); parent && !top['is_company']; parent = parentOf(top, database))
    top = parent;
  return top;
}

function check(row: Row, env: Environment): void {
  const parent = row['parent_id'];
  if (typeof parent === 'number') {
    const above = ancestors(env.database.table('res.partner'), [parent], 'parent_id');
    if (above.has(row.id)) throw validationError('You cannot create recursive Partner hierarchies.');
  }
  if (row['type'] === 'contact' && (row['name'] ?? false) === false) {
    const words = 'Contacts require a name';
    throw validationError(env.database.version === 19 ? `The operation cannot be completed: ${words}` : words);
  }
}

function refuseUsers(row: Row, env: Environment): void {
  const users = env.database.table('res.users');
  const isUser = users.pointingTo('partner_id', row.id).some((id) => users.get(id)?.['active'] !== false);
  if (isUser) {
    throw env.database.version === 19
      ? linkedUserWarning(row, users.pointingTo('partner_id', row.id))
      : brokenLink(env, users.model, 'partner_id');
  }
}

/** A warning with a button: its arguments carry the action that the button opens. */
function linkedUserWarning(row: Row, users: readonly number[]): OdooFault {
  const text =
    'You cannot delete contacts linked to an active user.\n' +
    'You should rather archive them after archiving their associated user.\n\n' +
    `Linked active users : ${String(row['name'])}`;
  const action = {
    type: 'ir.actions.act_window',
    res_model: 'res.users',
    view_mode: 'form',
    res_id: users[0] ?? false,
  };
  const button = 'Go to users';
  const message = `${text}\n${pythonRepr(action)}\n${button}\nNone`;
  return new OdooFault('odoo.exceptions.RedirectWarning', message, 500, [text, action, button, null]);
}
