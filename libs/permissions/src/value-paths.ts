import { InvalidArguments, isFieldPath, isMemberName } from '#libs/contracts';
import type { FieldPath } from './argument-readers.js';

/**
 * Field names of values to set, with those that lie inside x2many commands under the path that leads there, and the
 * records at the other end as changed (`values`) or as linked (`links`).
 * @throws InvalidArguments for what is no object of field names, and for a command that is not one of Odoo's.
 */
export function valuePaths(values: unknown, prefix: string): FieldPath[] {
  if (typeof values !== 'object' || values === null || Array.isArray(values)) {
    throw new InvalidArguments('Values must be an object of field names and values.');
  }
  const paths: FieldPath[] = [];
  for (const [field, value] of Object.entries(values)) {
    if (!isMemberName(field)) throw new InvalidArguments('Values must have field names as their members.');
    const path = prefix + field;
    if (!isFieldPath(path)) throw new InvalidArguments('Values lie too many levels deep.');
    paths.push({ path, use: 'values' }, ...recordPaths(value, path));
  }
  return paths;
}

/** What a value does to other records, should its field hold some: a list or an empty value links, commands do more. */
function recordPaths(value: unknown, path: string): FieldPath[] {
  const links: FieldPath[] = [{ path: `${path}.id`, use: 'links' }];
  if (!Array.isArray(value)) return value === false || value === null ? links : [];
  if (!value.some(Array.isArray)) {
    refuseDefinitions(value);
    return links;
  }
  return value.flatMap((command: unknown) => commandPaths(command, path, links));
}

/** Lists of objects define properties, and a definition can lead to any model. */
function refuseDefinitions(list: readonly unknown[]): void {
  if (!list.some((item) => typeof item === 'object' && item !== null)) return;
  throw new InvalidArguments('A list of objects is not taken as a value.', {
    hint: 'Set properties as an object of their names and values; new lines as [[0, 0, {…}]].',
  });
}

/** x2many commands: 0 makes a record, 1 changes one, 2 deletes one, 3 … 6 link and unlink. */
function commandPaths(command: unknown, path: string, links: readonly FieldPath[]): readonly FieldPath[] {
  const [code, , values] = Array.isArray(command) ? command : [];
  switch (code) {
    case 0:
    case 1:
      return [{ path: `${path}.id`, use: 'values' }, ...valuePaths(values, `${path}.`)];
    case 2:
      return [{ path: `${path}.id`, use: 'values' }];
    case 3:
    case 4:
    case 5:
    case 6:
      return links;
    default:
      // Python takes `true` for 1, so what is not exactly a command may still be one to Odoo.
      throw new InvalidArguments('A list of lists must be x2many commands.', {
        hint: 'Example: [[4, 7, 0]] adds record 7.',
      });
  }
}
