const DOMAIN = [['id', '=', 1]];
const GROUP = 'create_uid';

/** Methods that a readonly key may call; every other one that a model has must be refused. */
const READING: ReadonlyMap<string, readonly unknown[]> = new Map<string, readonly unknown[]>([
  ['search', [DOMAIN]],
  ['read', [[1], ['display_name']]],
  ['search_read', [DOMAIN, ['display_name']]],
  ['search_count', [DOMAIN]],
  ['fields_get', []],
  ['name_search', ['a']],
  ['name_get', [[1]]],
  ['read_group', [DOMAIN, ['id:max'], [GROUP]]],
  ['formatted_read_group', [DOMAIN, [GROUP], ['__count']]],
  ['web_search_read', [DOMAIN, { display_name: {} }]],
  ['web_read', [[1], { display_name: {} }]],
  ['web_read_group', [DOMAIN, [GROUP], ['__count']]],
  ['read_progress_bar', [DOMAIN, GROUP, { field: GROUP, colors: {} }]],
  ['get_views', [[[false, 'form']]]],
  ['fields_view_get', []],
  ['check_access_rights', ['write', false]],
  ['has_access', [[1], 'write']],
  ['search_panel_select_range', [GROUP]],
  ['search_panel_select_multi_range', [GROUP]],
  ['get_metadata', [[1]]],
  ['get_external_id', [[1]]],
]);

export function mayRead(method: string): boolean {
  return READING.has(method);
}

/** Before 19 it took its fields first. */
const FIELDS_FIRST = [DOMAIN, ['id:max'], [GROUP]];

/** What somebody would send who wants it to work. */
export function plausibleArguments(method: string, version: 14 | 19): readonly unknown[] {
  if (method === 'web_read_group' && version === 14) return FIELDS_FIRST;
  const known = READING.get(method);
  if (known) return known;
  if (/^create|_create|^load$|default/.test(method)) return [{ name: 'written by an attack' }];
  if (/write|save|update|set_|change/.test(method)) return [[1], { name: 'written by an attack' }];
  return [[1]];
}
