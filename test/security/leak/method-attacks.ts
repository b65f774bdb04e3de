import { type Attack, method, type Sent, type Targets, tool } from './attack.js';

/** Methods that lead round the rules, by the paths that they take. */
function closed({ partner, order }: Targets): Sent[] {
  const users = 'res.users';
  return [
    method(users, 'mapped', [[2], 'password']),
    method('res.partner', 'mapped', [[partner], 'user_ids.api_key_ids.name']),
    method('res.partner', 'mapped', [[partner]], { func: 'message_ids.attachment_ids.datas' }),
    method(users, 'filtered', [[2], 'totp_secret']),
    method(users, 'filtered', [[2]], { func: 'api_key_ids' }),
    method(users, 'filtered_domain', [[2], [['password', '=like', 'a%']]]),
    method('res.partner', 'filtered_domain', [[partner], [['user_ids.password', '!=', false]]]),
    method(users, 'sorted', [[2, 6], 'password']),
    method(users, 'sorted', [[2, 6]], { key: 'totp_secret', reverse: true }),
    method(users, 'grouped', [[2], 'password']),
    method(users, 'export_data', [[2], ['login', 'password']]),
    method('res.partner', 'export_data', [[partner], ['user_ids/password', 'user_ids/api_key_ids/name']]),
    method('res.partner', 'export_data', [[partner]], { fields_to_export: ['message_ids/attachment_ids/datas'] }),
    method('sale.order', 'get_portal_url', [[order]]),
    method('sale.order', 'get_portal_url', [[order], '&x=1', 'pdf']),
    method('account.move', 'get_portal_url', [[1]]),
    method(users, 'search_fetch', [[], ['password']]),
    method(users, 'fetch', [[2], ['password']]),
    method(users, 'sudo', [[2]]),
    method(users, 'with_user', [[2], 1]),
    method(users, 'with_context', [[2], { active_test: false }]),
    method(users, 'with_env', [[2], {}]),
    method(users, 'with_company', [[2], 1]),
    method(users, 'with_prefetch', [[2], []]),
    method('res.partner', 'get_formview_action', [[partner]]),
  ];
}

const SPEC = { id: {}, message_ids: { fields: { attachment_ids: { fields: { datas: {}, name: {} } } } } };
const MESSAGE_SPEC = { id: {}, attachment_ids: { fields: { name: {}, datas: {}, raw: {} } } };

/**
 * Public methods that every model has and that take domains, paths, specifications or values. What they would set is
 * set on planted records.
 */
function generic({ partner, user, order, message, attachment, view }: Targets): Sent[] {
  const stolen = [['access_token', '=like', '%']];
  const promoted = { user_ids: [[1, user, { password: 'canary-password', signature: 'x' }]] };
  return [
    method('mail.message', 'web_name_search', ['', MESSAGE_SPEC, [['id', '=', message]]]),
    method('mail.message', 'web_name_search', [], {
      name: '',
      specification: MESSAGE_SPEC,
      domain: [['id', '=', message]],
    }),
    method('res.partner', 'web_name_search', ['', SPEC, [['user_ids.password', '=like', 'a%']]]),
    method('sale.order', 'formatted_read_grouping_sets', [[['id', '=', order]], [[]], ['access_token:max']]),
    method('sale.order', 'formatted_read_grouping_sets', [stolen, [['access_token']], ['__count']]),
    method('sale.order', 'formatted_read_grouping_sets', [], {
      domain: [['id', '=', order]],
      grouping_sets: [['partner_id']],
      aggregates: ['access_token:array_agg'],
    }),
    method('mail.message', 'onchange', [[], { attachment_ids: [[4, attachment]] }, ['attachment_ids'], MESSAGE_SPEC]),
    method('res.partner', 'onchange', [[partner], { name: 'x' }, ['name'], SPEC]),
    method('res.partner', 'onchange', [[partner], { name: 'x' }, 'name', { user_ids: '1', 'user_ids.password': '1' }]),
    method('res.partner', 'web_save_multi', [[partner], [promoted], { id: {} }]),
    method('res.partner', 'web_save_multi', [[partner], [{ comment: 'x' }], SPEC]),
    method('res.partner', 'web_save_multi', [], { ids: [partner], vals_list: [promoted], specification: {} }),
    method('mail.message', 'web_resequence', [[message], MESSAGE_SPEC]),
    method('res.partner.category', 'web_resequence', [[1]], { specification: { partner_ids: { fields: SPEC } } }),
    method('res.partner', 'load', [['.id', 'user_ids/.id', 'user_ids/password'], [[`${partner}`, `${user}`, 'x']]]),
    method('res.partner', 'load', [], { fields: ['.id', 'user_ids/.id'], data: [[`${partner}`, `${user}`]] }),
    method('res.partner', 'update', [[partner], promoted]),
    method('sale.order', 'copy_data', [[order], { access_token: 'x' }]),
    method('res.partner', 'copy_data', [[partner], promoted]),
    method('sale.order', 'get_field_translations', [[order], 'access_token']),
    method('res.partner', 'update_field_translations', [[partner], 'signup_token', { en_US: 'x' }]),
    method('res.partner', 'web_override_translations', [[partner], promoted]),
    method('mail.message', 'message_fetch', [[['attachment_ids.index_content', '=like', 'a%']]]),
    method('res.partner', 'message_post', [[partner]], { body: 'x', attachment_ids: [attachment] }),
    method('res.partner', 'message_update', [[partner], {}, promoted]),
    method('res.partner', 'message_new', [{ subject: 'x' }, { name: 'a partner of the leak suite', ...promoted }]),
    method('res.partner', 'get_view', [view, 'form']),
    method('res.partner', 'get_view', [], { view_id: view, view_type: 'form' }),
    tool('odoo_attachments', { attachment_id: attachment }),
    tool('odoo_attachments', { attachment_id: attachment, model: 'res.partner', id: partner }),
  ];
}

/** A view is named by its id, and any view of any model has one. */
function views({ view }: Targets): Sent[] {
  return [
    method('res.partner', 'get_views', [[[view, 'form']]]),
    method('res.partner', 'get_views', [], { views: [[view, 'kanban']], options: { toolbar: true } }),
    method('sale.order', 'get_views', [
      [
        [false, 'list'],
        [view, 'form'],
      ],
    ]),
    method('res.partner', 'fields_view_get', [view, 'form']),
    method('res.partner', 'fields_view_get', [], { view_id: view, view_type: 'form' }),
  ];
}

/** Reports of names that would end up as another address, and of things that are no reports. */
const REPORTS = [
  'account.report_invoice/1?x=1#',
  'account.report_invoice%2f1',
  '../pdf/account.report_invoice',
  'account.report_invoice#',
  'ir.config_parameter',
  'res.users',
  'web.report_layout',
  'base.report_irmodulereference',
].flatMap((report_name): Sent[] => [
  tool('odoo_report', { report_name, record_ids: [1] }),
  { uri: `odoo://reports/${encodeURIComponent(report_name)}/1` },
]);

export function methodAttacks(targets: Targets): Attack[] {
  return [
    ...closed(targets).map((sent): Attack => ({ path: 'closed methods', what: 'round the rules', sent })),
    ...generic(targets).map(
      (sent): Attack => ({ path: 'methods of every model', what: 'not judged', sent, writes: true }),
    ),
    ...views(targets).map((sent): Attack => ({ path: 'views by their ids', what: 'of anything', sent })),
    ...REPORTS.map((sent): Attack => ({ path: 'reports', what: 'of other addresses', sent })),
  ];
}
