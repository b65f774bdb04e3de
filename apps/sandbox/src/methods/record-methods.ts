import { mayUse, requireRight, RIGHTS } from '../orm/access-rights.js';
import { requireRecords } from '../orm/integrity-errors.js';
import type { OdooVersion, Right } from '../orm/model-definition.js';
import { pythonError } from '../orm/odoo-fault.js';
import { pythonRepr } from '../orm/python-text.js';
import { readRows } from '../orm/record-reader.js';
import { RecordWriter } from '../orm/record-writer.js';
import { isJsonList, type Json } from '../orm/row.js';
import { toFieldNames } from './arguments.js';
import { optional, required, type MethodDefinition } from './method-definition.js';

const BOTH: readonly OdooVersion[] = [14, 19];

/** Rows that are gone are simply absent. */
export const read: MethodDefinition = {
  onRecords: true,
  versions: BOTH,
  parameters: () => [optional('fields'), optional('load', '_classic_read')],
  run: ({ env, table, ids, values }) => {
    requireRight(env, table.model, 'read');
    const rows = ids.flatMap((id) => table.get(id) ?? []);
    return readRows(env, table, rows, toFieldNames(values['fields']), values['load'] === '_classic_read');
  },
};

export const nameGet: MethodDefinition = {
  onRecords: true,
  versions: [14],
  parameters: () => [],
  run: ({ env, table, ids }) => {
    requireRight(env, table.model, 'read');
    requireRecords(env, table, ids);
    return ids.flatMap((id) => {
      const row = table.get(id);
      return row ? [[id, table.model.displayName(row, env.database)]] : [];
    });
  },
};

/** A dict makes one record and answers its id, a list answers a list. */
export const create: MethodDefinition = {
  onRecords: false,
  versions: BOTH,
  parameters: () => [required('vals_list')],
  run: ({ env, table, values }) => {
    const writer = new RecordWriter(env);
    const wanted = values['vals_list'] ?? null;
    return isJsonList(wanted) ? wanted.map((one) => writer.create(table, one)) : writer.create(table, wanted);
  },
};

export const write: MethodDefinition = {
  onRecords: true,
  versions: BOTH,
  parameters: () => [required('vals')],
  run: ({ env, table, ids, values }) => {
    new RecordWriter(env).write(table, ids, values['vals'] ?? null);
    return true;
  },
};

export const unlink: MethodDefinition = {
  onRecords: true,
  versions: BOTH,
  parameters: () => [],
  run: ({ env, table, ids }) => {
    new RecordWriter(env).unlink(table, ids);
    return true;
  },
};

/** The three that switch `active`; like Odoo's, they return nothing. */
const switchesActive = (wanted: (isActive: boolean) => boolean): MethodDefinition => ({
  onRecords: true,
  versions: BOTH,
  parameters: () => [],
  run: ({ env, table, ids }) => {
    if (!('active' in table.model.fields)) return undefined;
    requireRight(env, table.model, 'read');
    const writer = new RecordWriter(env);
    for (const id of ids) {
      const isActive = table.get(id)?.['active'] !== false;
      if (wanted(isActive) !== isActive) writer.write(table, [id], { active: !isActive });
    }
    return undefined;
  },
});

export const actionArchive = switchesActive(() => false);
export const actionUnarchive = switchesActive(() => true);
export const toggleActive = switchesActive((isActive) => !isActive);

export const nameCreate: MethodDefinition = {
  onRecords: false,
  versions: BOTH,
  parameters: () => [required('name')],
  run: ({ env, table, values }) => {
    const id = new RecordWriter(env).create(table, { [table.model.recordName]: values['name'] ?? null });
    const row = table.get(id);
    return [id, row ? table.model.displayName(row, env.database) : ''];
  },
};

function toRight(value: Json | undefined): Right {
  const right = RIGHTS.find((known) => known === value);
  if (right) return right;
  throw pythonError('AssertionError', 'Invalid access mode');
}

/** 14 answers true; 19 still knows the method, and returns nothing when it was to raise and did not. */
export const checkAccessRights: MethodDefinition = {
  onRecords: false,
  versions: BOTH,
  parameters: () => [required('operation'), optional('raise_exception', true)],
  run: ({ env, table, values }) => {
    const right = toRight(values['operation']);
    if (!values['raise_exception']) return mayUse(env, table.model, right);
    requireRight(env, table.model, right);
    return env.database.version === 14 ? true : undefined;
  },
};

/** Looks at the records' rules only in 14, at the right to the model as well in 19; returns nothing. */
export const checkAccessRule: MethodDefinition = {
  onRecords: true,
  versions: BOTH,
  parameters: () => [required('operation')],
  run: ({ env, table, ids, values }) => {
    const { operation = null } = values;
    if (env.database.version === 19) requireRight(env, table.model, toRight(operation));
    else if (!RIGHTS.some((known) => known === operation)) {
      throw pythonError('ValueError', `Invalid mode: ${pythonRepr(operation)}`);
    }
    if (table.model.hasRecordRules) requireRecords(env, table, ids);
    return undefined;
  },
};

export const hasAccess: MethodDefinition = {
  onRecords: true,
  versions: [19],
  parameters: () => [required('operation')],
  run: ({ env, table, values }) => mayUse(env, table.model, toRight(values['operation'])),
};
