import { InvalidArguments, type SchemaPort } from '#libs/contracts';
import type { FieldPath, PathUse } from './field-paths.js';

/** One step of a path: a field, and the model that it is on. */
export interface Hop {
  readonly model: string;
  readonly field: string;
  readonly use: PathUse;
}

/**
 * Walks every path through the models that it leads to. A path of one step needs no schema, so an ordinary search
 * costs no further call.
 * @throws InvalidArguments for a step that does not exist or leads nowhere.
 */
export async function resolvePaths(model: string, paths: readonly FieldPath[], schema: SchemaPort): Promise<Hop[]> {
  const walks = await Promise.all(paths.map((path) => walk(model, path, schema)));
  return walks.flat();
}

async function walk(start: string, { path, use }: FieldPath, schema: SchemaPort): Promise<Hop[]> {
  const steps = path.split('.');
  const hops: Hop[] = [];
  let model = start;
  for (const [index, field] of steps.entries()) {
    hops.push({ model, field, use });
    if (index === steps.length - 1) break;
    const fields = await schema.fieldsOf(model);
    const definition = Object.hasOwn(fields, field) ? fields[field] : undefined;
    if (!definition) throw new InvalidArguments(`The field ${field} does not exist on ${model}.`);
    // Parts of a date and of properties end a path: what follows them is no field.
    if (PARTED_TYPES.has(definition.type)) break;
    if (use === 'links' && index === steps.length - 2 && definition.type !== 'one2many') break;
    if (definition.relation === undefined) {
      throw new InvalidArguments(`${model}.${field} leads to no other model, so nothing can follow its dot.`);
    }
    model = definition.relation;
  }
  return hops;
}

const PARTED_TYPES = new Set(['date', 'datetime', 'properties', 'properties_definition']);
