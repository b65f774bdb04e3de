import { type FieldDefinitions, InvalidArguments, type SchemaPort, suggestion } from '#libs/contracts';
import type { FieldPath, PathUse } from './argument-readers.js';
import { isSecretField } from './protected-models.js';

/** One step of a path: a field, the model that it is on, and the model that it leads to. */
export interface Hop {
  readonly model: string;
  readonly field: string;
  readonly use: PathUse;
  readonly relation?: string | undefined;
}

/**
 * Walks every path through the models that it leads to, and stops at one that is closed: nothing of it is looked up,
 * so no error can tell what it holds.
 * @throws InvalidArguments for a step that does not exist or leads nowhere.
 */
export async function resolvePaths(
  model: string,
  paths: readonly FieldPath[],
  schema: SchemaPort,
  isClosed: (model: string) => boolean,
): Promise<Hop[]> {
  const walks = await Promise.all(paths.map((path) => walk(model, path, schema, isClosed)));
  return walks.flat();
}

/** Parts of a date and of properties end a path: what follows them is no field. */
const PARTED_TYPES = new Set(['date', 'datetime', 'properties', 'properties_definition']);

async function walk(
  start: string,
  { path, use }: FieldPath,
  schema: SchemaPort,
  isClosed: (model: string) => boolean,
): Promise<Hop[]> {
  const steps = path.split('.');
  const hops: Hop[] = [];
  let model = start;
  for (const [index, field] of steps.entries()) {
    const fields = await schema.fieldsOf(model);
    const definition = Object.hasOwn(fields, field) ? fields[field] : undefined;
    if (!definition) throw unknownField(model, field, fields);
    const { type, relation } = definition;
    // What is left of a `links` path here is the line of a one2many: linking it writes it.
    const linked = use === 'links' && index === steps.length - 1;
    hops.push({ model, field, use: linked ? 'values' : use, relation });
    if (index === steps.length - 1 || PARTED_TYPES.has(type)) break;
    if (use === 'links' && index === steps.length - 2 && type !== 'one2many') break;
    if (relation === undefined) {
      throw new InvalidArguments(`${model}.${field} leads to no other model, so nothing can follow its dot.`);
    }
    if (isClosed(relation)) break;
    model = relation;
  }
  return hops;
}

function unknownField(model: string, field: string, fields: FieldDefinitions): InvalidArguments {
  const hint =
    suggestion(
      field,
      Object.keys(fields).filter((name) => !isSecretField(name)),
    ) ?? 'Look it up with odoo_fields_get.';
  return new InvalidArguments(`The field ${field} does not exist on ${model}.`, { hint, rule: 'known-fields' });
}
