import { type Attack, method, type Sent, type Targets, tool } from './attack.js';
import { DOTTED_PATHS, FIELDS_TO_PROTECTED, SECRET_FIELDS } from './protected-names.js';

/** `a.b.c` as the specification that reads it. */
function specification(path: string): Record<string, unknown> {
  const [field = '', ...rest] = path.split('.');
  return { [field]: rest.length === 0 ? {} : { fields: specification(rest.join('.')) } };
}

/** The same with the last step as the order of what is read before it. */
function ordered(path: string): Record<string, unknown> {
  const [field = '', ...rest] = path.split('.');
  if (rest.length === 1) return { [field]: { fields: { id: {} }, order: `id, ${rest[0]} desc`, limit: 5 } };
  return { [field]: { fields: ordered(rest.join('.')) } };
}

function dotted(model: string, path: string): Sent[] {
  const [first = '', ...rest] = path.split('.');
  return [
    tool('odoo_search', { model, fields: [path] }),
    tool('odoo_read', { model, ids: [1], fields: [path] }),
    tool('odoo_search', { model, order: path }),
    tool('odoo_search', { model, order: `id desc, ${path} asc nulls first` }),
    tool('odoo_aggregate', { model, group_by: [path] }),
    tool('odoo_aggregate', { model, aggregates: [`${path}:max`] }),
    tool('odoo_aggregate', { model, group_by: ['create_uid'], order: path }),
    method(model, 'read', [[1], [path]]),
    method(model, 'search_read', [], { fields: [path] }),
    method(model, 'search', [], { order: path }),
    method(model, 'search_read', [[], ['id'], 0, 5, `${path} desc`]),
    method(model, 'read_group', [[], ['id'], [path]]),
    method(model, 'read_group', [[], [`${path}:array_agg`], []]),
    method(model, 'read_group', [[], [`x:max(${path})`], []]),
    method(model, 'formatted_read_group', [[], [path], ['__count']]),
    method(model, 'formatted_read_group', [], { aggregates: [`${path}:array_agg`] }),
    method(model, 'formatted_read_group', [[], ['create_uid'], [], [[`${path}:max`, '!=', 'a']]]),
    method(model, 'web_read_group', [[], [path], ['__count']]),
    method(model, 'web_read', [[1], specification(path)]),
    method(model, 'web_read', [], { ids: [1], specification: specification(path) }),
    method(model, 'web_search_read', [[], specification(path)]),
    method(model, 'web_search_read', [], { domain: [], specification: specification(path) }),
    method(model, 'web_read', [[1], ordered(path)]),
    method(model, 'web_search_read', [[], ordered(path)]),
    method(model, 'web_search_read', [[], { [path]: {} }]),
    method(model, 'web_read_group', [], {
      groupby: ['create_uid'],
      aggregates: [],
      auto_unfold: true,
      unfold_read_specification: specification(path),
    }),
    method(model, 'web_read_group', [], {
      groupby: [first],
      aggregates: [],
      groupby_read_specification: { [first]: specification(rest.join('.')) },
    }),
    method(model, 'search_panel_select_range', [path]),
    method(model, 'search_panel_select_multi_range', [first], { group_by: rest.join('.') }),
    method(model, 'read_progress_bar', [[], path, { field: 'create_uid', colors: {} }]),
  ];
}

/** References lead to any model, and no field says to which. */
function references({ message }: Targets): Sent[] {
  const inner = { fields: { display_name: {}, datas: {}, value: {} } };
  return [
    method('mail.message', 'web_read', [[message], { res_id: inner }]),
    method('mail.message', 'web_search_read', [[], { res_id: inner }]),
    method('mail.activity', 'web_search_read', [[], { res_id: inner }]),
    method('ir.ui.menu', 'web_search_read', [[], { action: inner }]),
    method('sale.report', 'web_search_read', [[], { order_reference: inner }]),
    tool('odoo_search', { model: 'mail.message', domain: [['res_id.value', '!=', false]] }),
    tool('odoo_search', { model: 'ir.ui.menu', domain: [['action', 'any', [['code', '!=', false]]]] }),
  ];
}

/** Parts of dates and of properties end a path, and must not hide one behind them. */
const AFTER_PARTS = [
  tool('odoo_search', { model: 'res.partner', domain: [['create_uid.create_date.password', '!=', false]] }),
  tool('odoo_search', { model: 'res.partner', domain: [['create_date.year_number.password', '!=', false]] }),
  tool('odoo_search', { model: 'res.partner', domain: [['properties.owner.password', '!=', false]] }),
  tool('odoo_search', { model: 'res.partner', domain: [['properties.owner', 'any', [['password', '!=', false]]]] }),
  tool('odoo_aggregate', { model: 'res.partner', group_by: ['create_date.password'] }),
  method('res.partner', 'read_group', [[], ['id'], ['properties.owner.password']]),
];

/** Specifications that are not what they look like. */
const TRICKS = [
  method('res.partner', 'web_read', [[1], { user_ids: { fields: { login: {} }, specification: { password: {} } } }]),
  method('res.partner', 'web_read', [[1], { user_ids: ['password'] }]),
  method('res.partner', 'web_read', [[1], { user_ids: 'password' }]),
  method('res.partner', 'web_read', [[1], { user_ids: { fields: ['password'] } }]),
  method('res.partner', 'web_read', [[1], { user_ids: { fields: { password: null } } }]),
  method('res.partner', 'web_read', [[1], { user_ids: { order: 'password' } }]),
  method('res.partner', 'web_read', [[1], { user_ids: { fields: {}, order: ['password'] } }]),
  method('res.partner', 'web_read', [[1], ['user_ids.password']]),
  method('res.partner', 'web_read', [[1], 'user_ids']),
  method('res.partner', 'web_read', [[1], { __class__: {} }]),
  method('res.partner', 'web_read', [[1], { 'user_ids/password': {} }]),
  method('res.users', 'read', [[1]]),
  method('res.users', 'read', [[1], []]),
  method('res.users', 'read', [[1], null]),
  method('res.users', 'read', [[1], false]),
  method('res.users', 'read', [[1], 'password']),
  method('res.users', 'read', [1]),
  method('res.users', 'read', [['1'], ['login']]),
  method('res.users', 'read', [[1.5], ['login']]),
  method('res.users', 'read', ['1', ['login']]),
  method('res.users', 'read', [[1], ['login']], { fields: ['password'] }),
  method('res.users', 'read', [[1], ['login'], '_classic_read', ['password']]),
  method('res.users', 'search_read', [[]]),
  method('res.users', 'search_read', [[], []]),
  method('res.users', 'search_read', [], { domain: [], fields: [] }),
  method('res.users', 'web_search_read', [[]]),
  method('res.users', 'web_search_read', [[], {}]),
  method('res.users', 'web_search_read', [[], []]),
  method('res.users', 'read_group', [[], [], ['create_uid']]),
  method('res.users', 'search_read', [], { fields: ['login'], fields_: ['password'] }),
  method('res.users', 'fields_get', [['Password']]),
  method('res.users', 'fields_get', ['password']),
  method('res.users', 'name_search', ['', [], 'any', 5, ['password']]),
];

const FIRST_OF_EACH = [...SECRET_FIELDS, ...FIELDS_TO_PROTECTED];

export function pathAttacks(targets: Targets): Attack[] {
  const attacks = (path: string, what: string, sent: readonly Sent[]): Attack[] =>
    sent.map((one) => ({ path, what, sent: one }));
  return [
    ...DOTTED_PATHS.flatMap(([model, path]) => attacks('dotted paths', `${model}.${path}`, dotted(model, path))),
    // Every protected field from a partner's own users, companies or messages.
    ...FIRST_OF_EACH.filter(([model]) => model === 'res.users').flatMap(([, field]) =>
      attacks('dotted paths', field, dotted('res.partner', `user_ids.${field}`)),
    ),
    ...attacks('references', 'to any model', references(targets)),
    ...AFTER_PARTS.map(
      (sent): Attack => ({ path: 'parts of dates and properties', what: 'what follows them', sent, nonsense: true }),
    ),
    ...attacks('arguments in disguise', 'of reading methods', TRICKS),
  ];
}
