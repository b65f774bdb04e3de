import {
  char,
  date,
  datetime,
  float,
  html,
  integer,
  many2one,
  monetary,
  one2many,
  selection,
  text,
} from '../orm/field-definition.js';
import type { Database } from '../orm/database.js';
import type { Environment } from '../orm/environment.js';
import type { ModelDefinition, OdooVersion } from '../orm/model-definition.js';
import { userError } from '../orm/odoo-fault.js';
import type { Row } from '../orm/row.js';
import { defineModel } from './magic-fields.js';
import { saleOrderMethods } from './sale-order.methods.js';

const DAY = 86_400_000;
const COMPUTED = { currencyField: 'currency_id', readonly: true, stored: true } as const;

export const saleOrder = (version: OdooVersion): ModelDefinition =>
  defineModel({
    name: 'sale.order',
    description: 'Sales Order',
    order: 'date_order desc, id desc',
    recordName: 'name',
    nameSearchFields: ['name'],
    overrides: { create: 'SaleOrder', write: 'SaleOrder', unlink: 'MailThread' },
    hasRecordRules: true,
    fields: {
      name: char('Order Reference', { required: true }),
      state: selection('Status', statesOf(version), { readonly: true, defaultValue: 'draft' }),
      partner_id: many2one('Customer', 'res.partner', { required: true, onDelete: 'restrict' }),
      user_id: many2one('Salesperson', 'res.users'),
      company_id: many2one('Company', 'res.company', { required: true, onDelete: 'restrict' }),
      currency_id: many2one('Currency', 'res.currency', { readonly: true, stored: true, compute: () => 1 }),
      date_order: datetime('Order Date', { required: true }),
      validity_date: date('Expiration'),
      client_order_ref: char('Customer Reference'),
      note: version === 19 ? html('Terms and conditions') : text('Terms and conditions'),
      order_line: one2many('Order Lines', 'sale.order.line', 'order_id'),
      amount_untaxed: monetary('Untaxed Amount', { ...COMPUTED, compute: total }),
      amount_total: monetary('Total', { ...COMPUTED, compute: total }),
    },
    userRights: ['read', 'write', 'create'],
    rightGroups: { unlink: ['Sales/Administrator'] },
    defaults,
    methods: saleOrderMethods,
    checkUnlink: (row) => {
      if (row['state'] !== 'draft' && row['state'] !== 'cancel') {
        throw userError('You can not delete a sent quotation or a confirmed sales order. You must first cancel it.');
      }
    },
  });

export const saleOrderLine = (): ModelDefinition =>
  defineModel({
    name: 'sale.order.line',
    description: 'Sales Order Line',
    order: 'order_id, sequence, id',
    recordName: 'name',
    nameSearchFields: ['name'],
    displayName: (row, database) => `${String(orderOf(row, database)?.['name'] || '')} - ${String(row['name'] || '')}`,
    fields: {
      name: text('Description', { required: true }),
      sequence: integer('Sequence', { defaultValue: 10 }),
      order_id: many2one('Order Reference', 'sale.order', { required: true, onDelete: 'cascade' }),
      product_id: many2one('Product', 'product.product', { onDelete: 'restrict' }),
      product_uom_qty: float('Quantity', { required: true, defaultValue: 1 }),
      price_unit: float('Unit Price', { required: true, defaultValue: 0 }),
      price_subtotal: monetary('Subtotal', { ...COMPUTED, compute: subtotal }),
      currency_id: many2one('Currency', 'res.currency', { readonly: true, stored: true, compute: () => 1 }),
    },
    hasRecordRules: true,
    userRights: ['read', 'write', 'create', 'unlink'],
  });

function statesOf(version: OdooVersion): readonly (readonly [string, string])[] {
  return [
    ['draft', 'Quotation'],
    ['sent', 'Quotation Sent'],
    ['sale', 'Sales Order'],
    ...(version === 14 ? [['done', 'Locked'] as const] : []),
    ['cancel', 'Cancelled'],
  ];
}

function defaults({ database, uid }: Environment): Record<string, string | number> {
  const now = database.clock.now();
  return {
    name: `S${String(database.table('sale.order').nextId()).padStart(5, '0')}`,
    user_id: uid,
    company_id: 1,
    date_order: database.timestamp(now),
    validity_date: database.timestamp(now + 30 * DAY).slice(0, 10),
  };
}

const subtotal = (row: Row): number =>
  Math.round(Number(row['product_uom_qty'] ?? 0) * Number(row['price_unit'] ?? 0) * 100) / 100;

function total(row: Row, database: Database): number {
  const lines = database.table('sale.order.line');
  const cents = lines.pointingTo('order_id', row.id).map((id) => {
    const line = lines.get(id);
    return line ? Math.round(subtotal(line) * 100) : 0;
  });
  return cents.reduce((sum, amount) => sum + amount, 0) / 100;
}

function orderOf(row: Row, database: Database): Row | undefined {
  const order = row['order_id'];
  return typeof order === 'number' ? database.table('sale.order').get(order) : undefined;
}
