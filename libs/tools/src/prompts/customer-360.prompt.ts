import { definePrompt } from '#libs/contracts';
import { z } from 'zod';
import { recordNameCompleter } from '../completers/record-name.completer.js';
import { nameArgument, quoted } from './prompt-arguments.js';
import { findingSteps, promptText } from './prompt-text.js';

export const customer360 = definePrompt({
  name: 'customer_360',
  title: 'Customer 360°',
  description: 'One customer from all sides: contact, orders, invoices, opportunities, deliveries, latest messages.',
  input: z.strictObject({ customer: nameArgument.describe('Name of a company or person') }),
  complete: { customer: recordNameCompleter('res.partner', 'names of companies and persons') },
  text: ({ customer }) =>
    promptText(
      `Tell me all that matters about the customer ${quoted(customer)}.`,
      [
        ...findingSteps({ word: 'ID', model: 'res.partner', name: customer }),
        'Who it is: odoo_read {"model":"res.partner","ids":[ID]}',
        'Orders and quotations: odoo_aggregate {"model":"sale.order","domain":[["partner_id","child_of",ID]],"group_by":["state","currency_id"],"aggregates":["amount_total:sum","date_order:max"]}',
        'Invoiced and still to pay, in company currency: odoo_aggregate {"model":"account.move","domain":[["partner_id","child_of",ID],["move_type","in",["out_invoice","out_refund"]],["state","=","posted"]],"group_by":["payment_state"],"aggregates":["amount_total_signed:sum","amount_residual_signed:sum"]}',
        'Open leads and opportunities: odoo_search {"model":"crm.lead","domain":[["partner_id","child_of",ID],["stage_id.is_won","=",false]],"fields":["name","stage_id","expected_revenue","date_deadline"],"limit":10}',
        'Transfers under way: odoo_search {"model":"stock.picking","domain":[["partner_id","child_of",ID],["state","not in",["done","cancel"]]],"limit":10}',
        'Latest messages: odoo_messages {"model":"res.partner","id":ID,"limit":5}',
      ],
      'Then sum up on one page: who they are, what they buy, what they owe, what is open, and what to do next.',
    ),
});
