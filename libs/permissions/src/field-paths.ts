import {
  type DomainLimits,
  InvalidArguments,
  isMemberName,
  nameArguments,
  type Operation,
  signatureOf,
} from '#libs/contracts';
import { aggregatedPaths, domainPaths, type FieldPath, isAbsent, pathsOfArgument } from './argument-readers.js';
import { checkContext, defaultedValues } from './harmless-context.js';
import { classOf } from './method-classes.js';
import { specificationPaths } from './specification-paths.js';
import { checkUnreadArguments } from './unread-arguments.js';
import { valuePaths, type ValueUse } from './value-paths.js';

/**
 * Without a list of fields these answer with every field, secret ones included. Until 18 what stands in the place of
 * `groupby` are the fields of `web_read_group`.
 */
const FIELD_LIST: Readonly<Record<string, readonly string[]>> = {
  read: ['fields'],
  search_read: ['fields'],
  web_search_read: ['specification', 'fields'],
  read_group: ['fields'],
  web_read_group: ['groupby', 'fields'],
};

/** Their `fields` are aggregates, and may have other names in the answer: `alias:sum(amount)`. */
const AGGREGATING = new Set(['read_group', 'web_read_group']);

/** Parameters that hold values to set. */
const VALUE_PARAMETERS = new Set(['vals', 'vals_list', 'default']);

/** Parameters whose paths begin on the model at the other end of `field_name`. */
const PANEL_PARAMETERS = new Set(['comodel_domain', 'group_domain', 'group_by']);

/**
 * Every field path that an operation's arguments name, positional or by name.
 * @throws InvalidArguments for arguments that cannot be read with certainty, Forbidden for a context that changes more
 *   than how things are shown, where the method only reads.
 */
export function fieldPathsOf(operation: Operation, limits: DomainLimits): FieldPath[] {
  const { method, kwargs } = operation;
  const reads = classOf(method) === 'read';
  if (reads) checkContext(kwargs['context']);
  // Where they name what the model does not have they are refused, though another model may.
  const defaults = valuePaths(defaultedValues(kwargs['context']), 'creates');
  const signature = signatureOf(method);
  // Nothing tells what the arguments of such a method are; the policy has judged its model and masks its answer.
  if (!signature) {
    checkUnreadArguments(operation);
    return defaults;
  }
  const names = nameArguments(operation);
  if (!names) throw new InvalidArguments(`The arguments of ${method} cannot be read.`);
  if (names.ids?.every(Number.isSafeInteger) === false) throw new InvalidArguments('Ids must be whole numbers.');
  requireFields(method, names.named);
  const known = new Set([...signature.parameters, ...signature.keywords, 'context']);
  const use = valueUseOf(method, names.ids);
  const paths = Object.entries(names.named).flatMap(([parameter, value]) => {
    if (!known.has(parameter)) throw new InvalidArguments(`${method} has no argument "${parameter}".`);
    const field = names.named['field_name'];
    if (parameter === 'field_name') return [{ path: named(value), use: 'group' as const }];
    if (field !== undefined && PANEL_PARAMETERS.has(parameter))
      return panelPaths(named(field), parameter, value, limits);
    if (VALUE_PARAMETERS.has(parameter)) return valuesOf(parameter, value, use);
    if (parameter === 'groupby_read_specification') return groupSpecifications(value);
    if (parameter === 'fields' && AGGREGATING.has(method)) return aggregatedPaths(value);
    return pathsOfArgument(parameter, value, limits);
  });
  return [...defaults, ...ownRecords(method, use), ...paths];
}

function valueUseOf(method: string, ids: readonly unknown[] = []): ValueUse {
  return method === 'write' || (method === 'web_save' && ids.length > 0) ? 'changes' : 'creates';
}

/** Values are written or left out where that is allowed, and never nothing. */
function valuesOf(parameter: string, value: unknown, use: ValueUse): FieldPath[] {
  if (parameter === 'default' && isAbsent(value)) return [];
  const all: unknown[] = parameter === 'vals_list' ? [value].flat() : [value];
  return all.flatMap((values) => valuePaths(values, use));
}

/** Methods by other names that make or change records are denied with `create` and `write`. */
function ownRecords(method: string, use: ValueUse): FieldPath[] {
  return method === 'copy' || method === 'name_create' || method === 'web_save' ? [{ path: 'id', use }] : [];
}

function requireFields(method: string, arguments_: Readonly<Record<string, unknown>>): void {
  const parameters = FIELD_LIST[method];
  if (!parameters) return;
  const lists = parameters.filter((parameter) => Object.hasOwn(arguments_, parameter));
  if (lists.length > 0 && lists.every((parameter) => namesSome(arguments_[parameter]))) return;
  throw new InvalidArguments(`${method} needs a list of fields.`, { hint: 'Name the fields that you want.' });
}

function namesSome(list: unknown): boolean {
  return typeof list === 'object' && list !== null && Object.keys(list).length > 0;
}

/** In a search panel: domains and groupings of the records that a field leads to. */
function panelPaths(field: string, parameter: string, value: unknown, limits: DomainLimits): FieldPath[] {
  if (isAbsent(value)) return [];
  const inner = parameter === 'group_by' ? [{ path: named(value), use: 'group' as const }] : domainPaths(value, limits);
  return inner.map(({ path, use }) => ({ path: `${field}.${path}`, use }));
}

/** `{partner_id: {name: {}}}`: what to read of the records that a grouping leads to. */
function groupSpecifications(value: unknown): FieldPath[] {
  if (isAbsent(value)) return [];
  return Object.entries(value as object).flatMap(([group, specification]) =>
    specificationPaths(specification, `${named(group.split(':')[0])}.`),
  );
}

/** @throws InvalidArguments */
function named(value: unknown): string {
  if (isMemberName(value)) return value;
  throw new InvalidArguments('A field must be named as Odoo spells it, such as "country_id".');
}
