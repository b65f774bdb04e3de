import { type Attack, method, type Sent, tool } from './attack.js';
import { FIELDS_TO_PROTECTED, SECRET_FIELDS } from './protected-names.js';

/** Every place where a field can be named to be shown. */
function shown(model: string, field: string): Sent[] {
  return [
    tool('odoo_search', { model, fields: [field] }),
    tool('odoo_search', { model, fields: ['id', field], format: 'csv' }),
    tool('odoo_read', { model, ids: [1], fields: [field] }),
    method(model, 'read', [[1], [field]]),
    method(model, 'read', [[1]], { fields: ['id', field] }),
    method(model, 'read', [], { ids: [1], fields: [field], load: '_classic_read' }),
    method(model, 'search_read', [[], [field]]),
    method(model, 'search_read', [], { fields: [field] }),
    method(model, 'web_read', [[1], { [field]: {} }]),
    method(model, 'web_read', [[1]], { specification: { id: {}, [field]: { fields: {} } } }),
    method(model, 'web_search_read', [[], { [field]: {} }]),
    method(model, 'web_search_read', [[], [field]]),
    method(model, 'web_search_read', [], { specification: { [field]: {} } }),
    method(model, 'web_search_read', [], { fields: [field] }),
    method(model, 'web_read_group', [[], [field], ['create_uid']]),
    method(model, 'web_read_group', [], {
      groupby: ['create_uid'],
      aggregates: ['__count'],
      auto_unfold: true,
      unfold_read_specification: { [field]: {} },
    }),
    method(model, 'web_read_group', [], {
      groupby: ['create_uid'],
      aggregates: [],
      groupby_read_specification: { create_uid: { password: {} } },
    }),
  ];
}

/** Every place where it can be grouped by, put together or ordered by. */
function grouped(model: string, field: string): Sent[] {
  return [
    tool('odoo_aggregate', { model, group_by: [field] }),
    tool('odoo_aggregate', { model, group_by: [`${field}:month`] }),
    tool('odoo_aggregate', { model, aggregates: [`${field}:max`] }),
    tool('odoo_aggregate', { model, group_by: ['create_uid'], aggregates: [`${field}:count_distinct`] }),
    tool('odoo_aggregate', { model, group_by: ['create_uid'], order: `${field}:min desc` }),
    method(model, 'read_group', [[], [field], ['create_uid']]),
    method(model, 'read_group', [[], ['id'], [field]]),
    method(model, 'read_group', [[], [`${field}:array_agg`], []]),
    method(model, 'read_group', [[], [`x:array_agg(${field})`], []]),
    method(model, 'read_group', [], { domain: [], fields: ['id'], groupby: field }),
    method(model, 'read_group', [], { domain: [], fields: ['id'], groupby: ['id'], orderby: field }),
    method(model, 'formatted_read_group', [[], [field], ['__count']]),
    method(model, 'formatted_read_group', [[], [], [`${field}:array_agg`]]),
    method(model, 'formatted_read_group', [], { groupby: ['create_uid'], aggregates: [`${field}:max`] }),
    method(model, 'formatted_read_group', [[], ['create_uid'], ['__count'], [[`${field}:max`, '>', 'a']]]),
    method(model, 'formatted_read_group', [], { groupby: ['create_uid'], having: ['!', [`${field}:max`, '=', 'a']] }),
    method(model, 'formatted_read_group', [[], ['create_uid'], ['__count'], [], 0, 5, `${field}:max desc`]),
    method(model, 'web_read_group', [[], [field], ['__count']]),
    method(model, 'web_read_group', [[], ['create_uid'], [`${field}:array_agg`]]),
    method(model, 'web_read_group', [], { groupby: ['create_uid'], aggregates: [], order: `${field}:max` }),
    method(model, 'web_read_group', [[], ['id'], [field], 5]),
    method(model, 'read_progress_bar', [[], field, { field: 'create_uid', colors: {} }]),
    method(model, 'read_progress_bar', [], { domain: [], group_by: 'create_uid', progress_bar: { field, colors: {} } }),
    method(model, 'read_progress_bar', [[], 'create_uid', { field: 'create_uid', sum_field: field, colors: {} }]),
    method(model, 'search_panel_select_range', [field]),
    method(model, 'search_panel_select_range', [], { field_name: field, enable_counters: true }),
    method(model, 'search_panel_select_multi_range', [field]),
    method(model, 'search_panel_select_multi_range', ['create_uid'], { group_by: 'password' }),
    tool('odoo_search', { model, order: field }),
    tool('odoo_search', { model, order: `id, ${field} desc nulls last` }),
    method(model, 'search', [[], 0, 5, field]),
    method(model, 'search', [], { domain: [], order: `${field} desc` }),
    method(model, 'search_read', [[], ['id'], 0, 5, field]),
    method(model, 'search_read', [], { fields: ['id'], order: `id,${field}` }),
    method(model, 'web_search_read', [[], { id: {} }, 0, 5, field]),
    method(model, 'web_search_read', [[], { id: {} }], { order: field }),
  ];
}

/** Every place where it can be set. */
function set(model: string, field: string): Sent[] {
  const values = { [field]: 'x' };
  return [
    tool('odoo_create', { model, values }),
    tool('odoo_create', { model, values: [{ name: 'x' }, values], dry_run: true }),
    tool('odoo_write', { model, ids: [999_999_999], values }),
    method(model, 'create', [values]),
    method(model, 'create', [[{ name: 'x' }, values]]),
    method(model, 'create', [], { vals_list: [values] }),
    method(model, 'write', [[999_999_999], values]),
    method(model, 'write', [], { ids: [999_999_999], vals: values }),
    method(model, 'copy', [[999_999_999], values]),
    method(model, 'web_save', [[999_999_999], values, { id: {} }]),
    method(model, 'web_save', [[], { name: 'x' }], { specification: { [field]: {} } }),
    method(model, 'create', [{ name: 'x' }], { context: { [`default_${field}`]: 'x' } }),
  ];
}

export function fieldAttacks(): Attack[] {
  const table = [...SECRET_FIELDS, ...FIELDS_TO_PROTECTED];
  const each = (path: string, ways: (model: string, field: string) => Sent[]): Attack[] =>
    table.flatMap(([model, field]) => ways(model, field).map((sent) => ({ path, what: `${model}.${field}`, sent })));
  return [
    ...each('protected fields shown', shown),
    ...each('protected fields grouped or ordered', grouped),
    ...each('protected fields set', set).map((attack): Attack => Object.assign(attack, { writes: true as const })),
  ];
}
