/** What a method does to Odoo, as far as it is known. */
export type MethodClass = 'read' | 'write' | 'delete' | 'unclassified' | 'closed';

/** Methods that change nothing on any version that has them, and whose arguments can be read to the last field. */
const READING = new Set([
  'search',
  'read',
  'search_read',
  'search_count',
  'fields_get',
  'name_search',
  'name_get',
  'read_group',
  'formatted_read_group',
  'web_search_read',
  'web_read',
  'web_read_group',
  'read_progress_bar',
  'get_views',
  'fields_view_get',
  'check_access_rights',
  'has_access',
  'search_panel_select_range',
  'search_panel_select_multi_range',
  'get_metadata',
  'get_external_id',
]);

/** Writing methods whose arguments can be read. */
const WRITING = new Set(['create', 'write', 'copy', 'web_save', 'name_create']);

/**
 * Public on some version, and a way round the rules: they walk paths, name fields or take values in a form that is not
 * read here, change the user or the context, work on the tables themselves, or hand out tokens.
 */
const CLOSED = new Set([
  'mapped',
  'filtered',
  'filtered_domain',
  'sorted',
  'grouped',
  'sudo',
  'with_user',
  'with_context',
  'with_env',
  'with_company',
  'with_prefetch',
  'search_fetch',
  'fetch',
  'export_data',
  'load',
  'new',
  'update',
  'onchange',
  'copy_data',
  'resolve_2many_commands',
  'formatted_read_grouping_sets',
  'web_name_search',
  'web_save_multi',
  'web_resequence',
  'web_override_translations',
  'get_field_translations',
  'update_field_translations',
  'message_new',
  'message_update',
  'message_process',
  'message_fetch',
  'message_route',
  'message_mail_with_source',
  'message_post_with_source',
  'message_post_with_template',
  'message_post_with_view',
  'qweb_render_view',
  'get_view',
  'load_views',
  'default_get',
  'copy_translations',
  'get_property_definition',
  'browse',
  'exists',
  'init',
  'flush',
  'recompute',
  'modified',
  'get_portal_url',
  'get_formview_action',
]);

/** Read, and answered with more than the fields that were named: whole views, and what fields they show. */
const TELLING_MORE = new Set(['get_views', 'fields_view_get']);

/** Whether an answer may hold values or descriptions that no argument named. */
export function answersUnasked(method: string): boolean {
  return classOf(method) === 'unclassified' || TELLING_MORE.has(method);
}

/** An unclassified method counts as writing: only a key that may write gets it, and only past the rules on its model. */
export function classOf(method: string): MethodClass {
  if (READING.has(method)) return 'read';
  if (WRITING.has(method)) return 'write';
  if (method === 'unlink') return 'delete';
  return CLOSED.has(method) ? 'closed' : 'unclassified';
}
