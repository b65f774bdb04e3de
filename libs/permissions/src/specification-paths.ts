import { InvalidArguments, isMemberName, orderPaths } from '#libs/contracts';
import type { FieldPath } from './argument-readers.js';
import { checkContext } from './harmless-context.js';

/** Deeper than any view reads. */
const MAX_DEPTH = 6;

/**
 * Field paths of a specification of `web_read` and its kin: `{name: {}, partner_id: {fields: {…}, context, order}}`.
 * @throws InvalidArguments for a member that is not understood, Forbidden for a context that is not harmless.
 */
export function specificationPaths(value: unknown, prefix: string, depth = 1): FieldPath[] {
  if (!isObject(value) || depth > MAX_DEPTH) {
    throw new InvalidArguments('A specification must be an object of field names and what to read of each.');
  }
  const paths: FieldPath[] = [];
  for (const [field, inner] of Object.entries(value)) {
    if (!isMemberName(field)) throw new InvalidArguments('A specification has field names as its members.');
    const path = prefix + field;
    paths.push({ path, use: 'fields' }, ...innerPaths(inner, `${path}.`, depth));
  }
  return paths;
}

function innerPaths(value: unknown, prefix: string, depth: number): FieldPath[] {
  if (!isObject(value)) throw new InvalidArguments('What to read of a field must be an object.');
  return Object.entries(value).flatMap(([member, inner]) => {
    switch (member) {
      case 'fields':
        return specificationPaths(inner, prefix, depth + 1);
      case 'order':
        return innerOrder(inner, prefix);
      case 'context':
        checkContext(inner);
        return [];
      case 'limit':
      case 'offset':
        return [];
      default:
        throw new InvalidArguments('A specification may hold fields, order, context, limit and offset.');
    }
  });
}

function innerOrder(value: unknown, prefix: string): FieldPath[] {
  const paths = typeof value === 'string' ? orderPaths(value) : undefined;
  if (!paths) throw new InvalidArguments('"order" must look like "name desc, id".');
  return paths.map((path) => ({ path: prefix + path, use: 'order' }));
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
