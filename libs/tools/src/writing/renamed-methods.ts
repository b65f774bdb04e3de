import { nearest } from '#libs/contracts';

/** Methods that had another name, by model: what old examples call → what it is called now. */
const RENAMED_METHODS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  // 13
  'account.move': {
    post: 'action_post',
    action_invoice_open: 'action_post',
    action_invoice_cancel: 'button_cancel',
    action_invoice_draft: 'button_draft',
  },
  'account.payment': { post: 'action_post' },
  'sale.order': {
    // 8
    action_button_confirm: 'action_confirm',
    // 17
    action_done: 'action_lock',
  },
  'stock.picking': {
    // 13
    action_done: 'button_validate',
    // 11
    do_transfer: 'button_validate',
    do_new_transfer: 'button_validate',
  },
  'purchase.order': { wkf_confirm_order: 'button_confirm', action_cancel: 'button_cancel' },
  'crm.lead': { case_mark_won: 'action_set_won', case_mark_lost: 'action_set_lost' },
};

/** Models that had another name. */
const RENAMED_MODELS: Readonly<Record<string, string>> = {
  // 13
  'account.invoice': 'account.move',
  'account.invoice.line': 'account.move.line',
  // 14 and 17
  'stock.production.lot': 'stock.lot',
  'mail.channel': 'discuss.channel',
  // 9
  'crm.case.stage': 'crm.stage',
};

/** Public methods that most people mean when they mistype one. */
const COMMON_METHODS = (
  'action_confirm action_post action_cancel action_draft action_done action_lock action_unlock action_set_won ' +
  'action_set_won_rainbowman action_set_lost action_archive action_unarchive action_assign action_quotation_send ' +
  'button_confirm button_cancel button_draft button_validate button_approve toggle_active message_post ' +
  'message_subscribe message_unsubscribe copy create write unlink search read search_read search_count name_search ' +
  'read_group fields_get create_invoices'
).split(' ');

/** What a method that does not exist may have been meant for. */
export function methodHint(model: string, method: string): string | undefined {
  const now = own(own(RENAMED_METHODS, model) ?? {}, method);
  if (now !== undefined) return `It is called ${now} now.`;
  const near = nearest(method, COMMON_METHODS).filter((name) => name !== method);
  return near.length > 0 ? `Did you mean ${near.join(', ')}?` : undefined;
}

/** What a model that does not exist is called now. */
export function modelHint(model: string): string | undefined {
  const now = own(RENAMED_MODELS, model);
  return now === undefined ? undefined : `It is called ${now} now.`;
}

function own<T>(table: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(table, key) ? table[key] : undefined;
}
