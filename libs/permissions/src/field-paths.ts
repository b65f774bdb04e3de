import {
  type DomainLimits,
  domainProblem,
  InvalidArguments,
  isFieldPath,
  isMemberName,
  leavesOf,
  nameArguments,
  type Operation,
  orderPaths,
  signatureOf,
} from '#libs/contracts';

/**
 * What a path is used for: seeing values, comparing with them, or setting them; `links` where records are only linked,
 * which writes the linked ones if the link is kept there (one2many).
 */
export type PathUse = 'fields' | 'domain' | 'order' | 'values' | 'links';

export interface FieldPath {
  /** Field names joined by dots, starting on the operation's model. */
  readonly path: string;
  readonly use: PathUse;
}

/** Readers of each argument that names fields, by its parameter's name. */
const ARGUMENT_READERS: Readonly<Record<string, (value: unknown, limits: DomainLimits) => FieldPath[]>> = {
  domain: domainPaths,
  fields: (value) => listedPaths('fields', value),
  allfields: (value) => listedPaths('allfields', value),
  order: orderedPaths,
  vals: (value) => valuePaths(value, ''),
  vals_list: (value) => [value].flat().flatMap((values) => valuePaths(values, '')),
};

/** Arguments that name no field. */
const PLAIN_ARGUMENTS = new Set(['limit', 'offset', 'load', 'attributes', 'context']);

/**
 * Every field path that an operation's arguments name, positional or by name.
 * @throws InvalidArguments for arguments that cannot be read with certainty: what is not understood is not forwarded.
 */
export function fieldPathsOf(operation: Operation, limits: DomainLimits): FieldPath[] {
  const { method } = operation;
  const names = nameArguments(operation);
  const parameters = signatureOf(method)?.parameters;
  if (!names || !parameters) throw new InvalidArguments(`The arguments of ${method} cannot be read.`);
  if (names.ids !== undefined && !names.ids.every(Number.isSafeInteger)) {
    throw new InvalidArguments('Ids must be whole numbers.');
  }
  if (parameters.includes('fields')) requireFields(method, names.named['fields']);
  return Object.entries(names.named).flatMap(([name, value]) => {
    if (PLAIN_ARGUMENTS.has(name)) return [];
    const reader = parameters.includes(name) && Object.hasOwn(ARGUMENT_READERS, name) && ARGUMENT_READERS[name];
    if (!reader) throw new InvalidArguments(`${method} has no argument "${name}".`);
    return reader(value, limits);
  });
}

/** Without a list Odoo answers with every field, secret ones included. */
function requireFields(method: string, fields: unknown): void {
  if (Array.isArray(fields) && fields.length > 0) return;
  throw new InvalidArguments(`${method} needs a list of fields.`, { hint: 'Name the fields that you want.' });
}

function domainPaths(value: unknown, limits: DomainLimits): FieldPath[] {
  const problem = domainProblem(value, limits);
  if (problem !== undefined) {
    throw new InvalidArguments(`The ${problem}.`, {
      hint: 'Example: [["is_company", "=", true], ["name", "ilike", "x"]].',
    });
  }
  return Array.from(leavesOf(value as readonly unknown[]), ([path]) => ({ path, use: 'domain' }));
}

function listedPaths(argument: string, value: unknown): FieldPath[] {
  if (!Array.isArray(value) || !value.every(isMemberName)) {
    throw new InvalidArguments(`"${argument}" must be a list of field names.`, { hint: 'Example: ["name", "email"].' });
  }
  return value.map((path) => ({ path, use: 'fields' }));
}

function orderedPaths(value: unknown): FieldPath[] {
  const paths = typeof value === 'string' ? orderPaths(value) : undefined;
  if (!paths) throw new InvalidArguments('"order" must look like "name desc, id".');
  return paths.map((path) => ({ path, use: 'order' }));
}

/** Field names of values to set, with those that lie inside x2many commands under the path that leads there. */
function valuePaths(values: unknown, prefix: string): FieldPath[] {
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

/** What a value does to other records, should its field hold some: a list and an empty value link them, commands do more. */
function recordPaths(value: unknown, path: string): FieldPath[] {
  const links: FieldPath[] = [{ path: `${path}.id`, use: 'links' }];
  if (!Array.isArray(value)) return value === false || value === null ? links : [];
  if (!value.some(Array.isArray)) return links;
  return value.flatMap((command: unknown) => commandPaths(command, path, links));
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
