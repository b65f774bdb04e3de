import { definePrompt } from '#libs/contracts';
import { z } from 'zod';
import { recordNameCompleter } from '../completers/record-name.completer.js';
import { nameArgument, quoted } from './prompt-arguments.js';
import { findingSteps, promptText } from './prompt-text.js';

const INTERNAL = '["location_id.usage","=","internal"]';
const RULE_FIELDS = '"product_id","location_id","product_min_qty","product_max_qty","qty_on_hand","qty_forecast"';

export const stockCheck = definePrompt({
  name: 'stock_check',
  title: 'Stock check',
  description: 'What is in stock and where, what is reserved and on its way, what is short or negative.',
  input: z.strictObject({
    product: nameArgument.optional().describe('Name or code of a product; the whole stock if left out'),
  }),
  complete: { product: recordNameCompleter('product.product', 'names of products') },
  text: ({ product }, today) => (product === undefined ? ofAll(today) : ofOne(product)),
});

function ofOne(product: string): string {
  return promptText(
    `Check the stock of the product ${quoted(product)}.`,
    [
      ...findingSteps({ word: 'ID', model: 'product.product', name: product }),
      'In all: odoo_read {"model":"product.product","ids":[ID],"fields":["display_name","uom_id","qty_available","incoming_qty","outgoing_qty","virtual_available"]}',
      `Where: odoo_search {"model":"stock.quant","domain":[["product_id","=",ID],${INTERNAL}],"fields":["location_id","quantity","reserved_quantity","available_quantity"],"limit":50}`,
      'Moves to come: odoo_search {"model":"stock.move","domain":[["product_id","=",ID],["state","in",["waiting","confirmed","partially_available","assigned"]]],"fields":["reference","date","state","product_uom_qty","location_id","location_dest_id"],"order":"date","limit":20}',
      `Reordering rules: odoo_search {"model":"stock.warehouse.orderpoint","domain":[["product_id","=",ID]],"fields":[${RULE_FIELDS}]}`,
    ],
    'Then tell me: how much there is, how much of it is free, where; what comes and goes when; whether it runs short, and what to order or move.',
  );
}

function ofAll(today: string): string {
  return promptText(
    'Check the stock for what needs attention.',
    [
      `Reordering rules; short is what has qty_forecast below product_min_qty: odoo_search {"model":"stock.warehouse.orderpoint","fields":[${RULE_FIELDS}],"limit":50}`,
      `Negative stock: odoo_search {"model":"stock.quant","domain":[["quantity","<",0],${INTERNAL}],"fields":["product_id","location_id","quantity"],"order":"quantity","limit":20}`,
      `Most in stock: odoo_aggregate {"model":"stock.quant","domain":[${INTERNAL}],"group_by":["product_id"],"aggregates":["quantity:sum","reserved_quantity:sum"],"order":"quantity:sum desc","limit":20}`,
      `Late transfers: odoo_search {"model":"stock.picking","domain":[["state","in",["waiting","confirmed","assigned"]],["scheduled_date","<",${quoted(today)}]],"fields":["name","partner_id","state","scheduled_date"],"order":"scheduled_date","limit":20}`,
    ],
    'Then tell me: what to reorder and how much (up to product_max_qty), what is negative or wholly reserved, what is late, and what to do first.',
  );
}
