import { definePrompt } from '#libs/contracts';
import { z } from 'zod';
import { recordNameCompleter } from '../completers/record-name.completer.js';
import { dateArgument, nameArgument, quoted } from './prompt-arguments.js';
import { findingSteps, promptText } from './prompt-text.js';

export const overdueInvoices = definePrompt({
  name: 'overdue_invoices',
  title: 'Overdue invoices',
  description: 'Customer invoices that are past due: who owes what for how long, and whom to remind first.',
  input: z.strictObject({
    partner: nameArgument.optional().describe('Name of a customer; all customers if left out'),
    as_of: dateArgument.optional().describe('Due before this date, such as "2026-11-30"; today if left out'),
  }),
  complete: { partner: recordNameCompleter('res.partner', 'names of companies and persons') },
  text({ partner, as_of }, today) {
    const date = quoted(as_of ?? today);
    const ofPartner = partner === undefined ? '' : ',["partner_id","child_of",ID]';
    const overdue = `"model":"account.move","domain":[["move_type","=","out_invoice"],["state","=","posted"],["payment_state","in",["not_paid","partial"]],["invoice_date_due","<",${date}]${ofPartner}]`;
    return promptText(
      `Report the customer invoices that were due before ${date} and are unpaid today.`,
      [
        ...findingSteps({ word: 'ID', model: 'res.partner', name: partner }),
        `Who owes most, in company currency: odoo_aggregate {${overdue},"group_by":["commercial_partner_id"],"aggregates":["amount_residual_signed:sum","invoice_date_due:min"],"order":"amount_residual_signed:sum desc","limit":20}`,
        `The oldest: odoo_search {${overdue},"fields":["name","partner_id","invoice_date_due","amount_residual","currency_id","invoice_user_id"],"order":"invoice_date_due","limit":50}`,
      ],
      `Then give me the total; a table by customer with what is 1–30, 31–60, 61–90 and over 90 days late on ${date}; and whom to remind first, and why.`,
    );
  },
});
