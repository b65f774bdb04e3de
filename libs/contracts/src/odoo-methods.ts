import { InvalidArguments } from './errors.js';
import type { Operation } from './operation.js';

/** How a public method takes its arguments. */
export interface MethodSignature {
  /** True for a method on records: its first positional argument is the list of ids. */
  readonly onRecords: boolean;
  /** Parameter names in their order, without the ids. */
  readonly parameters: readonly string[];
  /** Further names, of other versions or by name only. */
  readonly keywords: readonly string[];
}

const onModel = (parameters: string, keywords = ''): MethodSignature => signature(false, parameters, keywords);
const onRecords = (parameters = '', keywords = ''): MethodSignature => signature(true, parameters, keywords);

function signature(records: boolean, parameters: string, keywords: string): MethodSignature {
  const words = (text: string): string[] => text.split(' ').filter(Boolean);
  return { onRecords: records, parameters: words(parameters), keywords: words(keywords) };
}

const PANEL_DOMAINS = 'category_domain comodel_domain filter_domain search_domain';

/**
 * Signatures as Odoo 19 declares them: the names that JSON-2 wants and that the policy reads. Where a version before it
 * has other names in the same places, they are among the keywords.
 */
const SIGNATURES: Readonly<Record<string, MethodSignature>> = {
  search: onModel('domain offset limit order', 'args'),
  search_read: onModel('domain fields offset limit order', 'load'),
  search_count: onModel('domain limit', 'args'),
  read: onRecords('fields load'),
  fields_get: onModel('allfields attributes'),
  name_search: onModel('name domain operator limit', 'args'),
  name_get: onRecords(),
  get_metadata: onRecords(),
  get_external_id: onRecords(),
  check_access_rights: onModel('operation raise_exception'),
  has_access: onRecords('operation'),
  read_group: onModel('domain fields groupby offset limit orderby lazy'),
  formatted_read_group: onModel('domain groupby aggregates having offset limit order'),
  web_search_read: onModel('domain specification offset limit order count_limit', 'fields'),
  web_read: onRecords('specification'),
  // 14 … 18 have the fields in the second place and the grouping in the third; both are lists of the same kind.
  web_read_group: onModel(
    'domain groupby aggregates limit offset order',
    'fields orderby lazy expand expand_limit expand_orderby auto_unfold unfold_read_specification ' +
      'unfold_read_default_limit groupby_read_specification',
  ),
  read_progress_bar: onModel('domain group_by progress_bar'),
  get_views: onModel('views options'),
  fields_view_get: onModel('view_id view_type toolbar submenu'),
  search_panel_select_range: onModel('field_name', `${PANEL_DOMAINS} enable_counters expand hierarchize limit`),
  search_panel_select_multi_range: onModel(
    'field_name',
    `${PANEL_DOMAINS} enable_counters expand limit group_by group_domain`,
  ),
  create: onModel('vals_list'),
  write: onRecords('vals'),
  unlink: onRecords(),
  copy: onRecords('default'),
  web_save: onRecords('vals specification next_id'),
  name_create: onModel('name'),
};

/** An operation with every argument under its name. */
export interface NamedArguments {
  readonly ids: readonly unknown[] | undefined;
  readonly named: Readonly<Record<string, unknown>>;
}

export function signatureOf(method: string): MethodSignature | undefined {
  return Object.hasOwn(SIGNATURES, method) ? SIGNATURES[method] : undefined;
}

/**
 * Positional and keyword arguments under their names. Undefined for a method without a known signature that was given
 * positional arguments, since nothing tells what they are.
 * @throws InvalidArguments for too many arguments, one given twice, or ids that are no list.
 */
export function nameArguments(operation: Operation): NamedArguments | undefined {
  const { method, args, kwargs } = operation;
  const known = signatureOf(method);
  if (!known) return args.length === 0 ? { ids: undefined, named: kwargs } : undefined;
  const positional = known.onRecords ? args.slice(1) : args;
  if (positional.length > known.parameters.length) {
    throw new InvalidArguments(`${method} takes ${known.parameters.length} arguments, not ${positional.length}.`, {
      hint: `Its parameters are: ${known.parameters.join(', ') || 'none'}.`,
    });
  }
  const named: Record<string, unknown> = { ...kwargs };
  for (const [index, value] of positional.entries()) {
    const name = known.parameters[index] as string;
    if (Object.hasOwn(named, name)) throw new InvalidArguments(`${method} was given "${name}" twice.`);
    named[name] = value;
  }
  if (!known.onRecords) return { ids: undefined, named };
  const { ids, ...rest } = named;
  if (ids !== undefined && args.length > 0) throw new InvalidArguments(`${method} was given "ids" twice.`);
  return { ids: idsOf(method, ids ?? args[0]), named: rest };
}

function idsOf(method: string, value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  if (Number.isInteger(value)) return [value];
  throw new InvalidArguments(`${method} works on records: its first argument must be a list of ids.`);
}
