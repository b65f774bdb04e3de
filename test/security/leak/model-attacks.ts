import { type Attack, method, type Sent, type Targets, tool } from './attack.js';
import { PROTECTED_MODELS } from './protected-names.js';

/** Every protected model by every tool that takes a model. */
function byTools(model: string, id: number): Sent[] {
  return [
    tool('odoo_search', { model }),
    tool('odoo_search', { model, fields: ['id'], limit: 1 }),
    tool('odoo_search', { model, domain: [['id', '=', id]], order: 'id desc' }),
    tool('odoo_read', { model, ids: [id] }),
    tool('odoo_read', { model, ids: [id], fields: ['display_name'] }),
    tool('odoo_count', { model }),
    tool('odoo_count', { model, domain: [['id', '>', 0]] }),
    tool('odoo_aggregate', { model, group_by: ['create_uid'] }),
    tool('odoo_aggregate', { model, aggregates: ['id:max'] }),
    tool('odoo_find', { queries: [{ model, name: 'a' }] }),
    tool('odoo_fields_get', { model }),
    tool('odoo_messages', { model, id }),
    tool('odoo_attachments', { model, id }),
  ];
}

/** And by every method that reads, its arguments by place and by name. */
function byMethods(model: string, id: number): Sent[] {
  const all = [[['id', '>', 0]]];
  return [
    method(model, 'search', all),
    method(model, 'search', [], { domain: [] }),
    method(model, 'read', [[id], ['display_name']]),
    method(model, 'read', [], { ids: [id], fields: ['display_name'] }),
    method(model, 'search_read', [[], ['display_name']]),
    method(model, 'search_read', [], { domain: [], fields: ['display_name'] }),
    method(model, 'search_count', all),
    method(model, 'search_count', [], { args: [] }),
    method(model, 'fields_get'),
    method(model, 'fields_get', [['name']]),
    method(model, 'name_search', ['a']),
    method(model, 'name_search', [], { name: '' }),
    method(model, 'name_get', [[id]]),
    method(model, 'read_group', [[], ['id:max'], ['create_uid']]),
    method(model, 'read_group', [], { domain: [], fields: ['id'], groupby: 'create_uid' }),
    method(model, 'formatted_read_group', [[], ['create_uid'], ['__count']]),
    method(model, 'formatted_read_group', [], { domain: [], aggregates: ['id:array_agg'] }),
    method(model, 'web_search_read', [[], { display_name: {} }]),
    method(model, 'web_search_read', [], { domain: [], fields: ['display_name'] }),
    method(model, 'web_read', [[id], { display_name: {} }]),
    method(model, 'web_read', [], { ids: [id], specification: { display_name: {} } }),
    method(model, 'web_read_group', [[], ['create_uid'], ['__count']]),
    method(model, 'read_progress_bar', [[], 'create_uid', { field: 'create_uid', colors: {} }]),
    method(model, 'search_panel_select_range', ['create_uid']),
    method(model, 'search_panel_select_multi_range', ['create_uid']),
    method(model, 'get_views', [[[false, 'form']]]),
    method(model, 'fields_view_get', [], { view_type: 'form' }),
    method(model, 'get_metadata', [[id]]),
    method(model, 'get_external_id', [[id]]),
    method(model, 'check_access_rights', ['read']),
    method(model, 'has_access', [[], 'read']),
  ];
}

/** Writing it, or calling anything else on it: for keys that may write. */
function byWriting(model: string, id: number): Sent[] {
  return [
    tool('odoo_create', { model, values: { name: 'x' } }),
    tool('odoo_create', { model, values: { name: 'x' }, dry_run: true }),
    tool('odoo_write', { model, ids: [id], values: { name: 'x' } }),
    tool('odoo_unlink', { model, ids: [id] }),
    tool('odoo_message_post', { model, id, body: 'x' }),
    method(model, 'create', [{ name: 'x' }]),
    method(model, 'name_create', ['x']),
    method(model, 'copy', [[id]]),
    method(model, 'copy_data', [[id]]),
    method(model, 'export_data', [[id], ['name']]),
    method(model, 'onchange', [[id], {}, [], { display_name: {} }]),
    method(model, 'default_get', [['name']]),
    method(model, 'get_param', ['database.secret']),
    method(model, 'run', [[id]]),
    method(model, 'some_method', [[id]]),
  ];
}

export function modelAttacks(targets: Targets): Attack[] {
  const each = (path: string, ways: (model: string, id: number) => Sent[], otherwise: number): Attack[] =>
    PROTECTED_MODELS.flatMap((model) =>
      ways(model, plantedIn(model, targets) ?? otherwise).map((sent) => ({ path, what: model, sent })),
    );
  return [
    ...each('protected models by tools', byTools, 1),
    ...each('protected models by methods', byMethods, 1),
    ...each('protected models by writing', byWriting, NOBODY).map(
      (attack): Attack => Object.assign(attack, { writes: true as const }),
    ),
  ];
}

/** Should a write get through on a real Odoo, it finds nothing there. */
const NOBODY = 999_999_999;

function plantedIn(model: string, { parameter, attachment, view, mailServer }: Targets): number | undefined {
  const planted = new Map([
    ['ir.config_parameter', parameter],
    ['ir.attachment', attachment],
    ['ir.ui.view', view],
    ['ir.mail_server', mailServer],
  ]);
  return planted.get(model);
}
