import {
  type DomainLimits,
  domainProblem,
  InvalidArguments,
  isFieldPath,
  isMemberName,
  leavesOf,
  orderPaths,
} from '#libs/contracts';
import { specificationPaths } from './specification-paths.js';

/**
 * What a path is used for: seeing values, comparing with them, ordering or grouping by them, or what becomes of the
 * record that its last field is on. One that is linked to a one2many or taken out of it is changed by that, and may be
 * deleted by the latter; in a many2many both leave it as it is.
 */
export type PathUse = 'fields' | 'domain' | 'order' | 'group' | RecordUse;
export type RecordUse = 'creates' | 'changes' | 'deletes' | 'links' | 'unlinks';

export interface FieldPath {
  /** Field names joined by dots, starting on the operation's model. */
  readonly path: string;
  readonly use: PathUse;
  /** How many records a path to records (`….id`) stands for; Infinity where nobody knows. */
  readonly records?: number;
}

type ArgumentReader = (value: unknown, limits: DomainLimits) => FieldPath[];

/** Readers of the arguments that name fields, by parameter. A parameter without a reader is refused. */
const READERS: Readonly<Record<string, ArgumentReader>> = {
  domain: domainPaths,
  args: domainPaths,
  category_domain: domainPaths,
  filter_domain: domainPaths,
  search_domain: domainPaths,
  having: havingPaths,
  fields: fieldList,
  allfields: namesOnly,
  specification: (value) => (Array.isArray(value) ? fieldList(value) : specificationPaths(value, '')),
  unfold_read_specification: (value) => specificationPaths(value, ''),
  groupby: groupPaths,
  group_by: groupPaths,
  aggregates: groupPaths,
  order: orderedPaths,
  orderby: orderedPaths,
  expand_orderby: orderedPaths,
  progress_bar: progressPaths,
  name: searchedName,
  view_id: defaultView,
  views: defaultViews,
};

/** Written or left out, and never nothing: a domain that is nothing would be everything to Odoo. */
const NEVER_NOTHING = new Set('domain args category_domain filter_domain search_domain'.split(' '));

/** Parameters that name no field. */
const PLAIN = new Set(
  (
    'limit offset load attributes context operation raise_exception operator lazy expand expand_limit auto_unfold ' +
    'unfold_read_default_limit count_limit enable_counters hierarchize view_type toolbar submenu options next_id'
  ).split(' '),
);

/**
 * The field paths in one argument.
 * @throws InvalidArguments for one that is not understood to its end: what cannot be judged is not forwarded.
 */
export function pathsOfArgument(parameter: string, value: unknown, limits: DomainLimits): FieldPath[] {
  if (PLAIN.has(parameter)) return [];
  const reader = Object.hasOwn(READERS, parameter) ? READERS[parameter] : undefined;
  if (!reader) throw new InvalidArguments(`The argument "${parameter}" is not one that the gateway can judge.`);
  return isAbsent(value) && !NEVER_NOTHING.has(parameter) ? [] : reader(value, limits);
}

/** Odoo takes None and False for "not given". */
export function isAbsent(value: unknown): boolean {
  return value === undefined || value === null || value === false;
}

export function domainPaths(value: unknown, limits: DomainLimits): FieldPath[] {
  const problem = domainProblem(value, limits);
  if (problem !== undefined) {
    throw new InvalidArguments(`The ${problem}.`, {
      hint: 'Example: [["is_company", "=", true], ["name", "ilike", "x"]].',
    });
  }
  return Array.from(leavesOf(value as readonly unknown[]), ([path]) => ({ path, use: 'domain' }));
}

function namesOnly(value: unknown): FieldPath[] {
  if (Array.isArray(value) && value.every(isMemberName)) return [];
  throw new InvalidArguments('"allfields" must be a list of field names.', { hint: 'Example: ["name", "email"].' });
}

/** By its id any view could be had, of any model, and whatever it is made of. */
function defaultView(value: unknown): FieldPath[] {
  if (isAbsent(value)) return [];
  throw new InvalidArguments('A view is had by its type alone, not by its id.', {
    hint: 'Send false in place of the id.',
  });
}

/** `[[false, "form"], [false, "list"]]` */
function defaultViews(value: unknown): FieldPath[] {
  if (!Array.isArray(value)) throw new InvalidArguments('"views" must look like [[false, "form"]].');
  return value.flatMap((view) => {
    if (Array.isArray(view) && view.length === 2 && typeof view[1] === 'string') return defaultView(view[0]);
    throw new InvalidArguments('"views" must look like [[false, "form"]].');
  });
}

/** The text that a name is compared with: an operator such as `any` would take a domain in its place. */
function searchedName(value: unknown): FieldPath[] {
  if (typeof value === 'string') return [];
  throw new InvalidArguments('"name" must be text.');
}

function fieldList(value: unknown): FieldPath[] {
  if (Array.isArray(value) && value.every(isMemberName)) return value.map((path) => ({ path, use: 'fields' }));
  throw new InvalidArguments('"fields" must be a list of field names.', { hint: 'Example: ["name", "email"].' });
}

/** `name`, `date:month`, `amount:sum`. Nothing may follow: older versions do not look at it. */
const GROUP_TERM = /^(?<path>[a-z_][\w.]*)(?::[a-z_]+)?$/;

/** `alias:sum(amount)` */
const ALIASED_TERM = /^[a-z_]\w*:[a-z_]+\((?<path>\w+)\)$/;

/** The `fields` of `read_group`. */
export function aggregatedPaths(value: unknown): FieldPath[] {
  if (!Array.isArray(value)) throw new InvalidArguments('"fields" must be a list of fields and aggregates.');
  return value.flatMap((term) => {
    const aliased = typeof term === 'string' ? ALIASED_TERM.exec(term)?.groups?.['path'] : undefined;
    return groupTerm(aliased ?? term, 'fields');
  });
}

function groupPaths(value: unknown): FieldPath[] {
  return [value].flat().flatMap((term) => groupTerm(term, 'group'));
}

function groupTerm(term: unknown, use: PathUse): FieldPath[] {
  const path = typeof term === 'string' ? GROUP_TERM.exec(term)?.groups?.['path'] : undefined;
  if (!isFieldPath(path))
    throw new InvalidArguments('A field, grouping or aggregate must look like "name", "date:month" or "amount:sum".');
  return isCount(path) ? [] : [{ path, use }];
}

/** The members that groupings have of themselves. */
function isCount(name: string): boolean {
  return name === '__count' || name === '__extra_domain' || name === '__domain';
}

/** Terms of an order may name aggregates: `"amount:sum desc, country_id"`. */
function orderedPaths(value: unknown): FieldPath[] {
  const text = typeof value === 'string' ? value.replaceAll(/:[a-z_]+/g, '') : undefined;
  const paths = text === undefined ? undefined : orderPaths(text);
  if (!paths) throw new InvalidArguments('"order" must look like "name desc, id".');
  return paths.filter((path) => !isCount(path)).map((path) => ({ path, use: 'order' }));
}

/** Conditions on aggregates, in a domain's form: `[["amount:sum", ">", 100]]`. */
function havingPaths(value: unknown, limits: DomainLimits): FieldPath[] {
  if (!Array.isArray(value) || value.length > limits.maxLeaves)
    throw new InvalidArguments('"having" must be a list of conditions.');
  return value.flatMap((item) => {
    if (item === '&' || item === '|' || item === '!') return [];
    const plain =
      Array.isArray(item) && item.length === 3 && typeof item[1] === 'string' && typeof item[2] !== 'object';
    if (!plain) throw new InvalidArguments('A condition of "having" must look like ["amount:sum", ">", 100].');
    return groupTerm(item[0], 'domain');
  });
}

function progressPaths(value: unknown): FieldPath[] {
  const { field, sum_field: sumField } = (value ?? {}) as { field?: unknown; sum_field?: unknown };
  return [field, sumField].filter((name) => !isAbsent(name)).flatMap((name) => groupTerm(name, 'group'));
}
