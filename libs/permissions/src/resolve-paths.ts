import { type FieldDefinitions, InvalidArguments, type SchemaPort, suggestion } from '#libs/contracts';
import type { FieldPath, PathUse } from './argument-readers.js';
import { isSecretField } from './protected-models.js';
import { relatedSteps } from './related-fields.js';

/** One step of a path: a field, the model that it is on, and, where the path ends there, the model that it leads to. */
export interface Hop {
  readonly model: string;
  readonly field: string;
  /** Steps that only lead to a record that is written are read. */
  readonly use: PathUse;
  readonly relation?: string | undefined;
  /** How many records of the model the call makes, changes, deletes or links by this path. */
  readonly records?: number | undefined;
}

/**
 * Walks every path through the models that it leads to, the chains of related fields included, and stops at one that is
 * closed: nothing of it is looked up, so no error can tell what it holds.
 * @throws InvalidArguments for a step that does not exist or leads nowhere.
 */
export async function resolvePaths(
  model: string,
  paths: readonly FieldPath[],
  schema: SchemaPort,
  isClosed: (model: string) => boolean,
): Promise<Hop[]> {
  const walker = new Walker(schema, isClosed);
  const walks = await Promise.all(paths.map(({ path, ...rest }) => walker.walk(model, path.split('.'), rest)));
  return walks.flat();
}

/** Parts of a date and of properties end a path: what follows them is no field. */
const PARTED_TYPES = new Set(['date', 'datetime', 'properties', 'properties_definition']);

const READING = new Set<PathUse>(['fields', 'domain', 'order', 'group']);

/** Related fields of related fields: more than any model has. */
const MAX_CHAINS = 8;

class Walker {
  constructor(
    private readonly schema: SchemaPort,
    private readonly isClosed: (model: string) => boolean,
  ) {}

  async walk(start: string, steps: readonly string[], end: Omit<FieldPath, 'path'>, chains = 0): Promise<Hop[]> {
    const hops: Hop[] = [];
    let model = start;
    for (const [index, field] of steps.entries()) {
      const isLast = index === steps.length - 1;
      const use = isLast || READING.has(end.use) ? end.use : 'fields';
      if (this.isClosed(model)) return [...hops, { model, field, use }];
      const definition = await this.definition(model, field);
      const { type, relation } = definition;
      hops.push({ model, field, use, ...(isLast && { relation, records: end.records }) });
      const chain = relatedSteps(definition);
      if (chain.length > 0) hops.push(...(await this.chain(model, chain, use, chains)));
      if (isLast || PARTED_TYPES.has(type)) break;
      // Only a one2many's records are written by linking them.
      const links = end.use === 'links' || end.use === 'unlinks';
      if (links && index === steps.length - 2 && type !== 'one2many') break;
      if (relation === undefined) {
        throw new InvalidArguments(`${model}.${field} leads to no other model, so nothing can follow its dot.`);
      }
      model = relation;
    }
    return hops;
  }

  /** A related field is the field at the end of its chain; written with a new record, that one may be made for it. */
  private async chain(model: string, steps: readonly string[], use: PathUse, chains: number): Promise<Hop[]> {
    if (chains >= MAX_CHAINS) throw new InvalidArguments(`A related field of ${model} cannot be followed to its end.`);
    const uses: PathUse[] = use === 'creates' && steps.length > 1 ? ['creates', 'changes'] : [use];
    const walks = await Promise.all(uses.map((one) => this.walk(model, steps, { use: one }, chains + 1)));
    return walks.flat();
  }

  private async definition(model: string, field: string) {
    const fields = await this.schema.fieldsOf(model);
    const definition = Object.hasOwn(fields, field) ? fields[field] : undefined;
    if (!definition) throw unknownField(model, field, fields);
    return definition;
  }
}

function unknownField(model: string, field: string, fields: FieldDefinitions): InvalidArguments {
  const hint =
    suggestion(
      field,
      Object.keys(fields).filter((name) => !isSecretField(name)),
    ) ?? 'Look it up with odoo_fields_get.';
  return new InvalidArguments(`The field ${field} does not exist on ${model}.`, { hint, rule: 'known-fields' });
}
