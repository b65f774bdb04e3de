import {
  type DomainLimits,
  domainProblem,
  InvalidArguments,
  isMemberName,
  leavesOf,
  nameArguments,
  type Operation,
  orderPaths,
  signatureOf,
} from '#libs/contracts';

/** What a path is used for: seeing values, comparing with them, or setting them. */
export type PathUse = 'fields' | 'domain' | 'order' | 'values';

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

/** Field names of values to set, those inside `[0, 0, {…}]` and `[1, id, {…}]` commands under the path that leads there. */
function valuePaths(values: unknown, prefix: string): FieldPath[] {
  if (typeof values !== 'object' || values === null || Array.isArray(values)) {
    throw new InvalidArguments('Values must be an object of field names and values.');
  }
  const paths: FieldPath[] = [];
  for (const [field, value] of Object.entries(values)) {
    if (!isMemberName(field)) throw new InvalidArguments('Values must have field names as their members.');
    const path = prefix + field;
    const lines = Array.isArray(value) ? value.filter(isCommandWithValues) : [];
    paths.push({ path, use: 'values' }, ...lines.flatMap((line) => valuePaths(line[2], `${path}.`)));
  }
  return paths;
}

function isCommandWithValues(line: unknown): line is readonly [number, unknown, unknown] {
  return Array.isArray(line) && (line[0] === 0 || line[0] === 1);
}
