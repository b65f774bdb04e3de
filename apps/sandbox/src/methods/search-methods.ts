import { requireRight } from '../orm/access-rights.js';
import { countRows, searchRows } from '../orm/record-search.js';
import { readRows } from '../orm/record-reader.js';
import type { OdooVersion } from '../orm/model-definition.js';
import type { Json, Row } from '../orm/row.js';
import { toFieldNames, toOrder, toWindow } from './arguments.js';
import { optional, required, type MethodCall, type MethodDefinition, type Parameter } from './method-definition.js';

const BOTH: readonly OdooVersion[] = [14, 19];

/** The name of the domain parameter changed; a caller that names it has to know the version. */
const domainName = (version: OdooVersion): string => (version === 14 ? 'args' : 'domain');

const window: readonly Parameter[] = [optional('offset', 0), optional('limit'), optional('order')];

function found({ env, table, values }: MethodCall, domain: Json): Row[] {
  const { version } = env.database;
  requireRight(env, table.model, 'read');
  return searchRows(env, table, domain, {
    offset: toWindow(version, 'OFFSET', values['offset']),
    limit: toWindow(version, 'LIMIT', values['limit']),
    order: toOrder(version, values['order']),
  });
}

const domainOf = ({ values }: MethodCall): Json => values['domain'] ?? values['args'] ?? null;

export const search: MethodDefinition = {
  onRecords: false,
  versions: BOTH,
  parameters: (version) => [
    required(domainName(version)),
    ...window,
    ...(version === 14 ? [optional('count', false)] : []),
  ],
  run: (call) => {
    const rows = found(call, domainOf(call));
    return call.values['count'] ? rows.length : rows.map((row) => row.id);
  },
};

export const searchRead: MethodDefinition = {
  onRecords: false,
  versions: BOTH,
  parameters: (version) => [
    optional('domain', []),
    optional('fields'),
    ...window,
    ...(version === 19 ? [optional('load', '_classic_read')] : []),
  ],
  run: (call) => {
    const classic = (call.values['load'] ?? '_classic_read') === '_classic_read';
    return readRows(
      call.env,
      call.table,
      found(call, call.values['domain'] || []),
      toFieldNames(call.values['fields']),
      classic,
    );
  },
};

export const searchCount: MethodDefinition = {
  onRecords: false,
  versions: BOTH,
  parameters: (version) => [required(domainName(version)), ...(version === 19 ? [optional('limit')] : [])],
  run: (call) => {
    const { env, table, values } = call;
    requireRight(env, table.model, 'read');
    return countRows(env, table, domainOf(call), toWindow(env.database.version, 'LIMIT', values['limit']));
  },
};

export const nameSearch: MethodDefinition = {
  onRecords: false,
  versions: BOTH,
  parameters: (version) => [
    optional('name', ''),
    optional(domainName(version)),
    optional('operator', 'ilike'),
    optional('limit', 100),
  ],
  run: ({ env, table, values }) => {
    requireRight(env, table.model, 'read');
    const domain = nameDomain(table.model.nameSearchFields, values);
    const rows = searchRows(env, table, domain, { limit: toWindow(env.database.version, 'LIMIT', values['limit']) });
    return rows.map((row) => [row.id, table.model.displayName(row, env.database)]);
  },
};

/** Any of the model's name fields, and the caller's own domain. */
function nameDomain(fields: readonly string[], values: MethodCall['values']): Json[] {
  const { name = '', operator = 'ilike' } = values;
  const given = values['domain'] ?? values['args'];
  const own: readonly Json[] = Array.isArray(given) ? given : [];
  if (name === '' && operator === 'ilike') return [...own];
  const leaves: Json[] = fields.map((field) => [field, operator, name]);
  return [
    ...Array<Json>(own.length > 0 ? 1 : 0).fill('&'),
    ...Array<Json>(leaves.length - 1).fill('|'),
    ...leaves,
    ...own,
  ];
}
