import { type Attack, method, type Sent, type Targets } from './attack.js';

/** Context that a reading method must not be given. */
const CONTEXTS: readonly unknown[] = [
  { default_name: 'x' },
  { default_user_ids: [[0, 0, { login: 'x' }]] },
  { default_password: 'x' },
  { tracking_disable: true },
  { mail_create_nosubscribe: true },
  { prefetch_fields: false },
  { bin_size: false, bin_size_datas: false },
  { form_view_ref: 'base.view_users_form' },
  { tree_view_ref: 'base.view_users_tree' },
  { search_view_ref: 'base.view_users_search' },
  { force_company: 2 },
  { uid: 1 },
  { su: true },
  { active_id: 1, active_model: 'ir.config_parameter' },
  { no_reset_password: true },
  { install_mode: true },
  { module: 'base' },
  { import_file: true },
  { studio: true },
  { Lang: 'en_US' },
  { 'lang ': 'en_US' },
  ['lang'],
  'lang',
  1,
];

function reading(context: unknown): Sent[] {
  const model = 'res.partner';
  return [
    method(model, 'search_read', [[], ['name']], { context }),
    method(model, 'read', [[1], ['name']], { context }),
    method(model, 'search', [[]], { context }),
    method(model, 'name_search', ['a'], { context }),
    method(model, 'fields_get', [], { context }),
    method(model, 'get_views', [[[false, 'form']]], { context }),
    method(model, 'read_group', [[], ['id'], ['create_uid']], { context }),
    method(model, 'web_read', [[1], { name: {} }], { context }),
    method(model, 'web_read', [[1], { user_ids: { fields: { login: {} }, context } }]),
    method(model, 'web_search_read', [[], { parent_id: { fields: { user_ids: { fields: {}, context } } } }]),
    method(model, 'web_read_group', [], {
      groupby: ['create_uid'],
      aggregates: [],
      unfold_read_specification: { user_ids: { fields: {}, context } },
    }),
  ];
}

/** Defaults are values: what they would set is judged as if it were written out. */
function defaults({ user, attachment }: Targets): Sent[] {
  const values = { name: 'a partner of the leak suite' };
  const contexts = [
    { default_user_ids: [[1, user, { password: 'canary-password' }]] },
    { default_user_ids: [[0, 0, { name: 'x', login: 'leak-suite-evil' }]] },
    { default_user_ids: [[4, user]] },
    { default_user_ids: [[6, 0, [user]]] },
    { default_user_ids: [[2, user]] },
    { default_child_ids: [[0, 0, { name: 'x', user_ids: [[1, user, { password: 'x' }]] }]] },
    { default_message_ids: [[0, 0, { body: 'x', attachment_ids: [[4, attachment]] }]] },
    { default_payment_token_ids: [[5]] },
    { default_signup_token: 'x' },
    { default_signup_type: 'x' },
  ];
  return contexts.flatMap((context) => [
    method('res.partner', 'create', [values], { context }),
    method('res.partner', 'name_create', ['a partner of the leak suite'], { context }),
    method('res.partner', 'web_save', [[], values, { id: {} }], { context }),
    method('res.partner', 'find_or_create', ['leak-suite@example.com'], { context }),
  ]);
}

export function contextAttacks(targets: Targets): Attack[] {
  return [
    ...CONTEXTS.flatMap((context) =>
      reading(context).map((sent): Attack => ({ path: 'contexts', what: JSON.stringify(context), sent })),
    ),
    ...defaults(targets).map((sent): Attack => ({ path: 'defaults', what: 'in a context', sent, writes: true })),
  ];
}
