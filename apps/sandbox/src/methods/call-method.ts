import type { Environment } from '../orm/environment.js';
import type { ModelDefinition, OdooVersion } from '../orm/model-definition.js';
import { accessError, notFound, pythonError } from '../orm/odoo-fault.js';
import { isJsonObject, type Json, type JsonObject } from '../orm/row.js';
import { toIds } from './arguments.js';
import { bindNamed, bindPositional } from './argument-binding.js';
import { fieldsGet } from './fields-get.js';
import * as groups from './group-methods.js';
import type { MethodCall, MethodDefinition } from './method-definition.js';
import * as records from './record-methods.js';
import * as searches from './search-methods.js';

const COMMON: Readonly<Record<string, MethodDefinition>> = {
  search: searches.search,
  search_read: searches.searchRead,
  search_count: searches.searchCount,
  name_search: searches.nameSearch,
  read_group: groups.readGroup,
  formatted_read_group: groups.formattedReadGroup,
  read: records.read,
  name_get: records.nameGet,
  name_create: records.nameCreate,
  create: records.create,
  write: records.write,
  unlink: records.unlink,
  check_access_rights: records.checkAccessRights,
  check_access_rule: records.checkAccessRule,
  has_access: records.hasAccess,
  action_archive: records.actionArchive,
  action_unarchive: records.actionUnarchive,
  toggle_active: records.toggleActive,
  fields_get: fieldsGet,
};

/** Public in Python, but marked as not for remote callers since 18. */
const PRIVATE_SINCE_18 = new Set(
  'browse check_access concat ensure_one exists fetch filtered filtered_domain grouped mapped modified new search_fetch'
    .split(' ')
    .concat('sorted sudo union update with_company with_context with_env with_prefetch with_user'.split(' ')),
);

/** `execute_kw`: positional arguments, the records' ids first where the method works on records. */
export function callMethod(
  env: Environment,
  modelName: string,
  name: string,
  args: readonly Json[],
  kwargs: JsonObject,
): Json | undefined {
  const { version } = env.database;
  const table = env.database.table(modelName);
  const method = publicMethod(table.model, name, version);
  if (!method) throw pythonError('AttributeError', noSuchMethod(table.model, name, version));
  const { context, ...named } = kwargs;
  if (method.onRecords && args.length === 0) throw pythonError('IndexError', 'list index out of range');
  const [ids, ...rest] = method.onRecords ? args : [null, ...args];
  const values = bindPositional(table.model, name, method.parameters(version), rest, named, version);
  return run(env, context, { table, ids: toIds(ids), values }, method);
}

/** JSON-2: `ids` and `context` beside the method's own parameters, all by name. */
export function callNamed(env: Environment, modelName: string, name: string, body: JsonObject): Json | undefined {
  const { version } = env.database;
  if (!env.database.has(modelName)) throw notFound(`the model '${modelName}' does not exist`);
  const table = env.database.table(modelName);
  const method = publicMethod(table.model, name, version);
  if (!method) throw notFound(noSuchMethod(table.model, name, version));
  const { ids = [], context, ...named } = body;
  const values = bindNamed(table.model, name, method, ids, named, version);
  return run(env, context, { table, ids: toIds(ids), values }, method);
}

function run(
  env: Environment,
  context: Json | undefined,
  call: Omit<MethodCall, 'env'>,
  method: MethodDefinition,
): Json | undefined {
  const called = { ...env, context: isJsonObject(context) ? context : {} };
  return env.database.transaction(() => method.run({ ...call, env: called }));
}

function publicMethod(model: ModelDefinition, name: string, version: OdooVersion): MethodDefinition | undefined {
  if (name.startsWith('_') || (version === 19 && PRIVATE_SINCE_18.has(name))) throw privateMethod(model, name, version);
  const method = model.methods?.[name] ?? (Object.hasOwn(COMMON, name) ? COMMON[name] : undefined);
  return method?.versions.includes(version) ? method : undefined;
}

const noSuchMethod = (model: ModelDefinition, name: string, version: OdooVersion): string =>
  version === 19
    ? `The method '${model.name}.${name}' does not exist`
    : `type object '${model.name}' has no attribute '${name}'`;

const privateMethod = (model: ModelDefinition, name: string, version: OdooVersion): Error =>
  accessError(
    version === 19
      ? `Private methods (such as '${model.name}.${name}') cannot be called remotely.`
      : `Private methods (such as ${name}) cannot be called remotely.`,
  );
