import { InvalidArguments, isFieldPath, isMemberName } from '#libs/contracts';
import type { FieldPath } from './argument-readers.js';

/** Whether values make a record or change one that is there. */
export type ValueUse = 'creates' | 'changes';

/**
 * Field names of values to set, with those that lie inside x2many commands under the path that leads there, and what
 * becomes of the records at the other end.
 * @throws InvalidArguments for what is no object of field names, and for a command that is not one of Odoo's.
 */
export function valuePaths(values: unknown, use: ValueUse, prefix = ''): FieldPath[] {
  if (typeof values !== 'object' || values === null || Array.isArray(values)) {
    throw new InvalidArguments('Values must be an object of field names and values.');
  }
  const paths: FieldPath[] = [];
  for (const [field, value] of Object.entries(values)) {
    if (!isMemberName(field)) throw new InvalidArguments('Values must have field names as their members.');
    const path = prefix + field;
    if (!isFieldPath(path)) throw new InvalidArguments('Values lie too many levels deep.');
    paths.push({ path, use }, ...recordPaths(value, path, use));
  }
  return paths;
}

/** What a value does to other records, should its field hold some: a list or an empty value links, commands do more. */
function recordPaths(value: unknown, path: string, use: ValueUse): FieldPath[] {
  if (!Array.isArray(value)) return value === false || value === null ? replacing([], path, use) : [];
  if (value.some(Array.isArray)) return value.flatMap((command: unknown) => commandPaths(command, path, use));
  refuseDefinitions(value);
  // To Odoo an empty list is no command at all.
  return value.length === 0 ? [linking(value, path)] : replacing(value, path, use);
}

/** Lists of objects define properties, and a definition can lead to any model. */
function refuseDefinitions(list: readonly unknown[]): void {
  if (!list.some((item) => typeof item === 'object' && item !== null)) return;
  throw new InvalidArguments('A list of objects is not taken as a value.', {
    hint: 'Set properties as an object of their names and values; new lines as [[0, 0, {…}]].',
  });
}

/** x2many commands: 0 makes a record, 1 changes one, 2 deletes one, 3 … 6 link and unlink. */
function commandPaths(command: unknown, path: string, use: ValueUse): FieldPath[] {
  const [code, , argument] = Array.isArray(command) ? (command as unknown[]) : [];
  const one = { path: `${path}.id`, records: 1 };
  switch (code) {
    case 0:
      return [{ ...one, use: 'creates' }, ...valuePaths(argument, 'creates', `${path}.`)];
    case 1:
      return [{ ...one, use: 'changes' }, ...valuePaths(argument, 'changes', `${path}.`)];
    case 2:
      return [{ ...one, use: 'deletes' }];
    case 3:
      return [{ ...one, use: 'unlinks' }];
    case 4:
      return [{ ...one, use: 'links' }];
    case 5:
      return replacing([], path, use);
    case 6:
      return replacing([argument].flat(), path, use);
    default:
      // Python takes `true` for 1, so what is not exactly a command may still be one to Odoo.
      throw new InvalidArguments('A list of lists must be x2many commands.', {
        hint: 'Example: [[4, 7, 0]] adds record 7.',
      });
  }
}

/** All other records are taken out, and nobody knows how many those are, but for a new record, which has none. */
function replacing(ids: readonly unknown[], path: string, use: ValueUse): FieldPath[] {
  const linked = linking(ids, path);
  return use === 'creates' ? [linked] : [linked, { path: linked.path, use: 'unlinks', records: Infinity }];
}

function linking(ids: readonly unknown[], path: string): FieldPath {
  return { path: `${path}.id`, use: 'links', records: ids.length };
}
