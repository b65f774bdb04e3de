import { type Attack, method, type Sent, type Targets, tool } from './attack.js';

/** Nobody's: should one of these get through, nothing that others work with is changed. */
const NAME = 'a partner of the leak suite';

/** Values of x2many fields that reach a user, a group or a company from a partner. */
function usersOf(user: number): unknown[] {
  const evil = { password: 'canary-password' };
  return [
    [[1, user, evil]],
    [[true, user, evil]],
    [[1.0, user, evil]],
    [['1', user, evil]],
    [[0, 0, { login: 'leak-suite-evil', name: 'x' }]],
    [[false, 0, { login: 'leak-suite-evil', name: 'x' }]],
    [[0, '', { name: 'x', login: 'leak-suite-evil', group_ids: [[4, 1]] }]],
    [[4, user]],
    [[4, user, 0]],
    [[6, 0, [user]]],
    [[6, 0, []]],
    [[5]],
    [[5, 0, 0]],
    [[3, user]],
    [[2, user]],
    [2, user],
    [user],
    user,
    false,
    null,
    [],
    '',
    [[1, user, {}]],
    [[1, user]],
    [[7, user]],
    [[-1, user, evil]],
    [{ id: user, password: 'x' }],
    [[4, user], { 1: evil }],
    { 1: evil },
    'x',
    [[]],
    [[[1, user, evil]]],
  ];
}

function reachingUsers({ partner, user }: Targets): Sent[] {
  return usersOf(user).flatMap((user_ids) => [
    method('res.partner', 'write', [[partner], { user_ids }]),
    method('res.partner', 'create', [{ name: NAME, user_ids }]),
    method('res.partner', 'create', [[{ name: NAME }, { name: NAME, user_ids }]]),
    method('res.partner', 'copy', [[partner], { user_ids }]),
    method('res.partner', 'web_save', [[partner], { user_ids }, { id: {} }]),
    method('res.partner', 'write', [[partner], { child_ids: [[0, 0, { name: NAME, user_ids }]] }]),
    tool('odoo_write', { model: 'res.partner', ids: [partner], values: { user_ids } }),
    tool('odoo_create', { model: 'res.partner', values: { name: NAME, user_ids } }),
    tool('odoo_create', { model: 'res.partner', values: [{ name: NAME, user_ids }], dry_run: true }),
  ]);
}

/** Other fields by which something protected or frozen would be changed, linked or let go of. */
function others({ partner, user, order, message, attachment }: Targets): Sent[] {
  const on = (model: string, id: number, values: Record<string, unknown>): Sent[] => [
    method(model, 'write', [[id], values]),
    method(model, 'create', [{ name: NAME, ...values }]),
    tool('odoo_write', { model, ids: [id], values }),
  ];
  return [
    ...on('res.partner', partner, { create_uid: 1, user_ids: [[1, user, { active: false }]] }),
    ...on('res.partner', partner, { payment_token_ids: [[5]] }),
    ...on('res.partner', partner, { payment_token_ids: false }),
    ...on('res.partner', partner, { payment_token_ids: [[0, 0, { payment_details: 'x' }]] }),
    ...on('res.partner', partner, { message_ids: [[0, 0, { body: 'x', attachment_ids: [[4, attachment]] }]] }),
    ...on('res.partner', partner, { message_ids: [[0, 0, { body: 'x', attachment_ids: [[0, 0, { name: 'x' }]] }]] }),
    ...on('mail.message', message, { attachment_ids: [[4, attachment]] }),
    ...on('mail.message', message, { attachment_ids: [attachment] }),
    ...on('mail.message', message, { mail_server_id: 1 }),
    ...on('mail.message', message, { mail_ids: [[5]] }),
    ...on('sale.order', order, { access_token: 'x' }),
    ...on('sale.order', order, { partner_id: partner, pending_email_template_id: 1 }),
    ...on('res.partner.category', 999_999_999, { partner_ids: [[1, partner, { user_ids: [[1, user, {}]] }]] }),
    ...on('res.partner.category', 999_999_999, { partner_ids: [[1, partner, { signup_type: 'x' }]] }),
    ...on('crm.team', 999_999_999, { member_ids: [[1, user, { password: 'canary-password' }]] }),
    ...on('crm.team', 999_999_999, { member_ids: [[0, 0, { login: 'leak-suite-evil' }]] }),
    ...on('crm.team', 999_999_999, { member_ids: [[2, user]] }),
    ...on('ir.ui.menu', 999_999_999, { group_ids: [[1, 1, { user_ids: [[4, user]] }]] }),
    ...on('ir.ui.menu', 999_999_999, { group_ids: [[0, 0, { name: 'x', implied_ids: [[4, 1]] }]] }),
  ];
}

/** A property is a field that its record's parent defines: one that leads to a protected model shows names of it. */
function properties({ parameter, team }: Targets): Sent[] {
  const name = 'abcdef0123456789';
  const leading = ['ir.config_parameter', 'res.users.apikeys', 'ir.attachment', 'mail.mail'].flatMap((comodel) => [
    { name, string: 'x', type: 'many2one', comodel },
    { name, string: 'x', type: 'many2many', comodel, domain: "[('id', '>', 0)]" },
  ]);
  return leading.flatMap((definition) => {
    const lead = {
      name: NAME,
      team_id: team,
      lead_properties: [{ ...definition, value: parameter, definition_changed: true }],
    };
    return [
      method('product.category', 'create', [{ name: NAME, product_properties_definition: [definition] }]),
      method('crm.team', 'write', [[team], { lead_properties_definition: [definition] }]),
      tool('odoo_write', { model: 'crm.team', ids: [team], values: { lead_properties_definition: [definition] } }),
      method('crm.lead', 'create', [lead]),
      tool('odoo_create', { model: 'crm.lead', values: lead }),
    ];
  });
}

/** Models that may be read and not written. */
function frozen({ user }: Targets): Sent[] {
  const models: readonly (readonly [string, number])[] = [
    ['res.users', user],
    ['res.groups', 999_999_999],
    ['res.company', 999_999_999],
    ['ir.actions.report', 999_999_999],
  ];
  return models.flatMap(([model, id]) => [
    tool('odoo_create', { model, values: { name: NAME } }),
    tool('odoo_create', { model, values: [{ name: NAME, login: 'leak-suite-evil' }] }),
    tool('odoo_write', { model, ids: [id], values: { name: NAME } }),
    tool('odoo_write', { model, ids: [id], values: { active: false }, dry_run: true }),
    tool('odoo_unlink', { model, ids: [id] }),
    tool('odoo_attachment_upload', { model, id, name: 'x.txt', text: 'x' }),
    method(model, 'create', [{ name: NAME }]),
    method(model, 'create', [], { vals_list: [{ name: NAME }] }),
    method(model, 'write', [[id], { name: NAME }]),
    method(model, 'write', [id, { name: NAME }]),
    method(model, 'write', [], { ids: [id], vals: { name: NAME } }),
    method(model, 'unlink', [[id]]),
    method(model, 'copy', [[id]]),
    method(model, 'name_create', [NAME]),
    method(model, 'web_save', [[id], { name: NAME }, { id: {} }]),
    method(model, 'toggle_active', [[id]]),
    method(model, 'action_archive', [[id]]),
    method(model, 'load', [['.id', 'name'], [[`${id}`, NAME]]]),
    method(model, 'message_post', [[id]], { body: 'x' }),
    method(model, 'action_reset_password', [[id]]),
    method(model, 'change_password', ['admin', 'x']),
    method(model, 'preference_save', [[id]]),
    method(model, 'create_action', [[id]]),
  ]);
}

export function writeAttacks(targets: Targets): Attack[] {
  const attacks = (path: string, sent: readonly Sent[]): Attack[] =>
    sent.map((one) => ({ path, what: 'written', sent: one, writes: true }));
  return [
    ...attacks('x2many commands to users', reachingUsers(targets)),
    ...attacks('commands and links to protected records', others(targets)),
    ...attacks('properties that lead to protected models', properties(targets)),
    ...attacks('frozen models', frozen(targets)),
  ];
}
