import type { Domain, FieldDefinitions, OdooReader, SchemaPort } from '#libs/contracts';
import { lookUpName, type NamedRecord } from '../name-lookup.js';

export type NameReading = { readonly record: NamedRecord } | { readonly problem: string };

/** Names that one call may have looked up; each costs Odoo a search. */
const NAMES_MAX = 200;
const NAME_SHOWN = 80;

/** What Odoo's own search boxes find a record by, besides its name. */
const CODE_FIELDS = ['code', 'default_code', 'barcode', 'email', 'login', 'vat', 'ref'];

/**
 * Finds the records that values name, each name once. Only a whole name or code is taken: what is merely like it is told as a
 * problem with its id, so that nothing is linked by a guess.
 */
export class RelatedNames {
  readonly #odoo: OdooReader;
  readonly #schema: SchemaPort;
  readonly #known = new Map<string, Promise<NameReading>>();

  constructor(odoo: OdooReader, schema: SchemaPort) {
    this.#odoo = odoo;
    this.#schema = schema;
  }

  /** @param companies of the records that will link to it; none where that is not known. */
  find(model: string, name: string, companies: readonly number[]): Promise<NameReading> {
    const key = JSON.stringify([model, name, companies]);
    let known = this.#known.get(key);
    if (!known) {
      const full = this.#known.size >= NAMES_MAX;
      known = full
        ? Promise.resolve({ problem: `is one name too many: at most ${NAMES_MAX} are looked up, send ids` })
        : this.#lookUp(model, name, companies);
      this.#known.set(key, known);
    }
    return known;
  }

  async #lookUp(model: string, name: string, companies: readonly number[]): Promise<NameReading> {
    const fields = await this.#schema.fieldsOf(model);
    const within = companies.length > 0 ? withinCompanies(companies, fields) : undefined;
    const shown = `${JSON.stringify(name.slice(0, NAME_SHOWN))} in ${model}`;
    const found = await lookUpName(this.#odoo, model, name, within);
    if (found.kind === 'one' && found.exact) return { record: { id: found.id, name: found.name } };
    if (found.kind !== 'none') {
      const like = found.kind === 'one' ? [found] : found.candidates;
      const more = found.kind === 'ambiguous' && found.more;
      const coded = more ? undefined : await this.#byCode(model, name, like, fields);
      if (coded) return { record: coded };
      if (found.kind === 'one') return { problem: `${shown} is only like ${listed(like)}: send its id if it is meant` };
      return { problem: `${shown} may be ${listed(like)}${more ? ' or others' : ''}: send the id` };
    }
    const abroad = within && (await lookUpName(this.#odoo, model, name));
    if (!abroad || abroad.kind === 'none') return { problem: `${shown} does not exist` };
    const others = abroad.kind === 'one' ? [abroad] : abroad.candidates;
    return { problem: `${shown} belongs to another company than the record does: ${listed(others)}` };
  }

  /** Odoo finds countries by code, accounts by number and partners by address: the whole of one is no guess. */
  async #byCode(
    model: string,
    text: string,
    like: readonly NamedRecord[],
    fields: FieldDefinitions,
  ): Promise<NamedRecord | undefined> {
    const codes = CODE_FIELDS.filter((name) => fields[name]?.type === 'char');
    if (codes.length === 0) return undefined;
    const ids = like.map(({ id }) => id);
    const rows = await this.#odoo.read(model, ids, ['id', ...codes]);
    const same = rows.filter((row) => codes.some((code) => folded(row[code]) === folded(text)));
    const [record] = same.length === 1 ? like.filter(({ id }) => id === same[0]?.['id']) : [];
    return record && { id: record.id, name: record.name };
  }
}

/** What a record must be to be linked from records of these companies: of no company, of theirs or of a parent's. */
function withinCompanies(companies: readonly number[], fields: FieldDefinitions): Domain | undefined {
  // Users and, from 18 on, accounts belong to several.
  const field = ['company_ids', 'company_id'].find((name) => fields[name] && fields[name].searchable !== false);
  if (field === undefined) return undefined;
  return companies.flatMap((company) => ['|', [field, '=', false], [field, 'parent_of', [company]]]);
}

function listed(records: readonly NamedRecord[]): string {
  return records.map(({ id, name }) => `${id} ${JSON.stringify(name.slice(0, NAME_SHOWN))}`).join(', ');
}

function folded(value: unknown): string | undefined {
  return typeof value === 'string' ? value.trim().toLowerCase() : undefined;
}
