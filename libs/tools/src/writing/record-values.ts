import {
  type FieldDefinition,
  InvalidArguments,
  type OdooRecord,
  type OdooWriter,
  type SchemaPort,
  suggestion,
} from '#libs/contracts';
import { RelatedNames } from './related-names.js';
import { readScalar } from './scalar-values.js';
import { isPlainList, isValues, type Link, type LinkTarget, readLinks } from './x2many-links.js';

/** Names that became ids: the path of the value → `[id, display_name]`. */
export type ResolvedNames = Readonly<Record<string, readonly [number, string]>>;

export interface PreparedValues {
  readonly values: readonly OdooRecord[];
  readonly resolved: ResolvedNames;
}

/** Where in the arguments a value stands, and what holds there. */
interface Place {
  readonly model: string;
  /** `values`, `values.order_line.0.product_id`. */
  readonly path: string;
  readonly companies: readonly number[];
  /** Whether the record is there already. */
  readonly exists: boolean;
  readonly depth: number;
}

/** Lines within lines: deeper than any form of Odoo. */
const DEPTH_MAX = 5;
const PROBLEMS_SHOWN = 5;

/** Stands for a value that has been told as a problem. */
const NOTHING = Symbol('nothing');

/**
 * Turns what a caller sent into what Odoo takes: names into ids, ISO moments into Odoo's, lists into commands. Whatever
 * is wrong is collected, so that one answer tells it all before anything is written. One object for one call.
 */
export class RecordValues {
  readonly #odoo: OdooWriter;
  readonly #schema: SchemaPort;
  readonly #names: RelatedNames;
  readonly #problems: string[] = [];
  readonly #resolved: Record<string, readonly [number, string]> = {};

  constructor(odoo: OdooWriter, schema: SchemaPort) {
    this.#odoo = odoo;
    this.#schema = schema;
    this.#names = new RelatedNames(odoo, schema);
  }

  /**
   * @param sent one set of values per record.
   * @param companies of the records, where they exist already.
   * @throws InvalidArguments with every problem's path; Forbidden for a field that is protected.
   */
  async prepare(model: string, sent: readonly OdooRecord[], companies?: readonly number[]): Promise<PreparedValues> {
    const start = { model, companies: companies ?? [], exists: companies !== undefined, depth: 1 };
    const values: OdooRecord[] = [];
    for (const [index, record] of sent.entries()) {
      const path = sent.length > 1 ? `values.${index}` : 'values';
      values.push(await this.#record(record, { ...start, path }));
    }
    if (this.#problems.length > 0) throw this.#refusal();
    return { values, resolved: this.#resolved };
  }

  async #record(sent: OdooRecord, place: Place): Promise<OdooRecord> {
    const fields = await this.#schema.fieldsOf(place.model);
    const ready = new Map<string, unknown>();
    let { companies } = place;
    // The company first: it tells which of several records of one name is meant.
    const names = Object.keys(sent).sort((a, b) => Number(b === 'company_id') - Number(a === 'company_id'));
    for (const name of names) {
      const path = `${place.path}.${name}`;
      const field = Object.hasOwn(fields, name) ? fields[name] : undefined;
      if (!field) {
        await this.#unknown(name, Object.keys(fields), { ...place, path });
        continue;
      }
      const value = await this.#value(field, sent[name], { ...place, companies, path });
      ready.set(name, value);
      if (name === 'company_id') companies = typeof value === 'number' ? [value] : [];
    }
    // In the order in which they were sent: on some models the later one wins.
    return Object.fromEntries(Object.keys(sent).flatMap((name) => (ready.has(name) ? [[name, ready.get(name)]] : [])));
  }

  /** A protected field is absent from the schema, and is the policy's to refuse. */
  async #unknown(name: string, known: readonly string[], { model, path }: Place): Promise<void> {
    try {
      await this.#odoo.mayCall({ model, method: 'create', args: [[{ [name]: false }]], kwargs: {} });
    } catch (error) {
      // That it does not exist either is told better here.
      if (!(error instanceof InvalidArguments)) throw error;
    }
    const near = suggestion(name, known);
    this.#problem(path, `is no field of ${model}${near === undefined ? '' : `. ${near}`}`);
  }

  async #value(field: FieldDefinition, value: unknown, place: Place): Promise<unknown> {
    if (field.type === 'many2one') return this.#many2one(field, value, place);
    if (field.type === 'one2many' || field.type === 'many2many') return this.#x2many(field, value, place);
    const reading = readScalar(field, value);
    return 'problem' in reading ? this.#problem(place.path, reading.problem) : reading.value;
  }

  async #many2one(field: FieldDefinition, value: unknown, place: Place): Promise<unknown> {
    if (value === null || value === undefined || value === false || value === '') return false;
    // What reading gives. Odoo would take it for nothing, and empty the field without a word.
    const target: unknown = Array.isArray(value) && value.length === 2 ? value[0] : value;
    if (Number.isSafeInteger(target) && (target as number) > 0) return target;
    if (typeof target === 'string' && !Array.isArray(value)) return this.#target(field, target, place);
    return this.#problem(place.path, 'must be an id, a name or [id, name]');
  }

  async #x2many(field: FieldDefinition, value: unknown, place: Place): Promise<unknown> {
    const links = readLinks(value, field.type);
    // To Odoo it says nothing; who sends it may mean that nothing shall be left.
    if (links.length === 0 && place.exists) {
      const all = field.type === 'one2many' ? '[2,id] deletes a record' : '[[5]] unlinks all';
      return this.#problem(place.path, `is empty: ${all}, and leaving it out keeps them`);
    }
    const commands: unknown[] = [];
    for (const [index, link] of links.entries()) {
      // A plain list of ids or names is one link, whose members are the list's own.
      const path = isPlainList(value) ? place.path : `${place.path}.${index}`;
      commands.push(await this.#command(field, link, { ...place, path }));
    }
    return commands;
  }

  async #command(field: FieldDefinition, link: Link, place: Place): Promise<unknown> {
    switch (link.kind) {
      case 'create':
        return [0, 0, await this.#line(field, link.values, { ...place, exists: false })];
      case 'update':
        return [1, link.id, await this.#line(field, link.values, { ...place, exists: true })];
      case 'one':
        return [link.command, await this.#target(field, link.target, place), 0];
      case 'clear':
        return [5, 0, 0];
      case 'set': {
        const ids: unknown[] = [];
        for (const [index, target] of link.targets.entries()) {
          ids.push(await this.#target(field, target, { ...place, path: `${place.path}.${index}` }));
        }
        return [6, 0, ids];
      }
      case 'wrong':
        break;
    }
    return this.#problem(place.path, link.problem);
  }

  async #line(field: FieldDefinition, values: unknown, place: Place): Promise<unknown> {
    if (place.depth >= DEPTH_MAX) return this.#problem(place.path, `is nested deeper than ${DEPTH_MAX} levels`);
    if (field.relation === undefined || !isValues(values)) return this.#problem(place.path, 'takes no lines');
    return this.#record(values, { ...place, model: field.relation, depth: place.depth + 1 });
  }

  async #target(field: FieldDefinition, target: LinkTarget, { path, companies }: Place): Promise<unknown> {
    if (typeof target === 'number') return target;
    if (field.relation === undefined) return this.#problem(path, 'must be an id');
    const reading = await this.#names.find(field.relation, target, companies);
    if ('problem' in reading) return this.#problem(path, reading.problem);
    const { id, name } = reading.record;
    this.#resolved[path.replace(/^values\./, '')] = [id, name];
    return id;
  }

  #problem(path: string, problem: string): typeof NOTHING {
    this.#problems.push(`${path} ${problem}`);
    return NOTHING;
  }

  #refusal(): InvalidArguments {
    const more = this.#problems.length - PROBLEMS_SHOWN;
    const shown = this.#problems.slice(0, PROBLEMS_SHOWN).map((text) => (/[.?]$/.test(text) ? text : `${text}.`));
    return new InvalidArguments(`${shown.join(' ')}${more > 0 ? ` And ${more} more problems.` : ''}`, {
      hint: 'Nothing was written. odoo_fields_get tells fields and types.',
    });
  }
}
