import { boolean, char, float, integer, many2many, many2one, one2many, selection } from '../orm/field-definition.js';
import type { Environment } from '../orm/environment.js';
import type { Database } from '../orm/database.js';
import type { ModelDefinition, OdooVersion } from '../orm/model-definition.js';
import { mayUse } from '../orm/access-rights.js';
import { userError, validationError } from '../orm/odoo-fault.js';
import { ancestors } from '../orm/record-tree.js';
import type { Row } from '../orm/row.js';
import { defineModel } from './magic-fields.js';

const writersAre = (...groups: readonly string[]) => ({ write: groups, create: groups, unlink: groups });

export const resCountry = (version: OdooVersion): ModelDefinition =>
  defineModel({
    name: 'res.country',
    description: 'Country',
    order: version === 19 ? 'name, id' : 'name',
    recordName: 'name',
    nameSearchFields: ['name', 'code'],
    fields: {
      name: char('Country Name', { required: true, translate: true }),
      code: char('Country Code', { required: version === 19 }),
      phone_code: integer('Country Calling Code'),
      currency_id: many2one('Currency', 'res.currency'),
    },
    check: uniqueCode,
    userRights: ['read'],
    rightGroups: writersAre(version === 19 ? 'Role / Administrator' : 'Administration/Settings'),
  });

function uniqueCode(row: Row, { database }: Environment): void {
  for (const other of database.table('res.country').all()) {
    if (other.id === row.id || other['code'] !== row['code']) continue;
    throw validationError(
      database.version === 19
        ? 'The operation cannot be completed: The code of the country must be unique!'
        : 'The code of the country must be unique !',
    );
  }
}

export const resCurrency = (version: OdooVersion): ModelDefinition =>
  defineModel({
    name: 'res.currency',
    description: 'Currency',
    order: 'active desc, name',
    recordName: 'name',
    nameSearchFields: ['name'],
    fields: {
      name: char('Currency', { required: true }),
      symbol: char('Symbol', { required: true }),
      rounding: float('Rounding Factor', { defaultValue: 0.01 }),
      active: boolean('Active', { defaultValue: true }),
    },
    userRights: ['read'],
    rightGroups:
      version === 19
        ? writersAre('Accounting/Administrator', 'Role / Administrator')
        : writersAre('Administration/Settings', 'Invoicing/Billing Administrator'),
  });

export const resPartnerCategory = (version: OdooVersion): ModelDefinition =>
  defineModel({
    name: 'res.partner.category',
    description: 'Partner Tags',
    order: version === 19 ? 'name, id' : 'name',
    recordName: 'name',
    nameSearchFields: ['name'],
    parentField: 'parent_id',
    displayName: pathName,
    fields: {
      name: char(version === 19 ? 'Name' : 'Tag Name', { required: true, translate: true }),
      color: integer(version === 19 ? 'Color' : 'Color Index'),
      parent_id: many2one(version === 19 ? 'Category' : 'Parent Category', 'res.partner.category', {
        onDelete: 'cascade',
      }),
      child_ids: one2many('Child Tags', 'res.partner.category', 'parent_id'),
      active: boolean('Active', { defaultValue: true }),
      partner_ids: many2many('Partners', 'res.partner', { mirror: 'category_id' }),
    },
    userRights: ['read', 'write', 'create', 'unlink'],
    check: (row, { database }) => {
      const parent = row['parent_id'];
      if (typeof parent !== 'number') return;
      const above = ancestors(database.table('res.partner.category'), [parent], 'parent_id');
      if (above.has(row.id)) throw userError('Recursion Detected.');
    },
  });

/** "Consulting / Services": a tag with all above it. */
function pathName(row: Row, database: Database): string {
  const parent = row['parent_id'];
  const above = typeof parent === 'number' ? database.table('res.partner.category').get(parent) : undefined;
  const name = String(row['name'] || '');
  return above ? `${pathName(above, database)} / ${name}` : name;
}

export const resCompany = (version: OdooVersion): ModelDefinition =>
  defineModel({
    name: 'res.company',
    description: 'Companies',
    order: 'sequence, name',
    recordName: 'name',
    nameSearchFields: ['name'],
    fields: {
      name: char('Company Name', { required: true }),
      sequence: integer('Sequence', { defaultValue: 10 }),
      partner_id: many2one('Partner', 'res.partner', { required: true, onDelete: 'restrict' }),
      currency_id: many2one('Currency', 'res.currency', { required: true, onDelete: 'restrict' }),
      email: char('Email'),
      phone: char('Phone'),
      ...(version === 19 ? { active: boolean('Active', { defaultValue: true }) } : {}),
    },
    userRights: ['read'],
    rightGroups: writersAre(version === 19 ? 'Access Rights' : 'Administration/Access Rights'),
    hasRecordRules: true,
  });

export const productProduct = (version: OdooVersion): ModelDefinition =>
  defineModel({
    name: 'product.product',
    description: version === 19 ? 'Product Variant' : 'Product',
    order: 'default_code, name, id',
    recordName: 'name',
    nameSearchFields: ['default_code', 'name'],
    displayName: (row) =>
      [row['default_code'] && `[${String(row['default_code'])}]`, row['name']].filter(Boolean).join(' '),
    fields: {
      name: char('Name', { required: true }),
      default_code: char('Internal Reference'),
      list_price: float('Sales Price', { defaultValue: 1 }),
      active: boolean('Active', { defaultValue: true }),
    },
    userRights: ['read'],
    rightGroups:
      version === 19
        ? writersAre('Products/Create')
        : writersAre(
            'Administration/Settings',
            'Inventory/Administrator',
            'Invoicing/Billing Administrator',
            'Sales/Administrator',
          ),
    hasRecordRules: true,
  });

/** Reading it is the administrator's on 19, where everybody may ask for the models that they can use. */
export const irModel = (version: OdooVersion): ModelDefinition =>
  defineModel({
    name: 'ir.model',
    description: 'Models',
    order: 'model',
    recordName: 'name',
    nameSearchFields: ['name', 'model'],
    fields: {
      name: char('Model Description', { required: true, translate: true }),
      model: char('Model', { required: true }),
      state: selection('Type', [
        ['manual', 'Custom Object'],
        ['base', 'Base Object'],
      ]),
      transient: boolean('Transient Model'),
    },
    userRights: version === 19 ? [] : ['read'],
    rightGroups:
      version === 19
        ? { read: ['Access Rights'], ...writersAre('Access Rights') }
        : writersAre('Administration/Access Rights'),
    methods: {
      get_available_models: {
        onRecords: false,
        versions: [19],
        parameters: () => [],
        run: ({ env, table }) =>
          [...table.all()]
            .filter((row) => mayUse(env, env.database.table(String(row['model'])).model, 'read'))
            .map((row) => ({ display_name: String(row['name']), model: String(row['model']) }))
            .sort((left, right) => (left.display_name < right.display_name ? -1 : 1)),
      },
    },
  });
