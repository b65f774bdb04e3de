import { createHash } from 'node:crypto';
import {
  type Domain,
  type FieldDefinition,
  type FieldDefinitions,
  type GuardedPort,
  InvalidArguments,
  type OdooReader,
  type OdooRecord,
} from '#libs/contracts';
import { momentToSeconds, secondsToMoment } from './odoo-moment.js';

/** A record and its dates, in seconds since 1970 by Odoo's clock. */
export interface Stamp {
  readonly id: number;
  readonly created: number;
  readonly written: number;
}

const STAMP_FIELDS = ['id', 'write_date', 'create_date'];
const PAGE_ROWS = 1000;

/** Kinds of fields that are columns of the record itself, and small. */
const PRINTED_TYPES = new Set(
  'boolean char date datetime float html integer many2one many2one_reference monetary reference selection text'.split(
    ' ',
  ),
);
const PRINT_LENGTH = 4;

/** Asks one model when its records were written; as few fields as will do, through the guarded port. */
export class StampReader {
  /** Archived records count too, which Odoo leaves out unless they are named. */
  private readonly all: Domain;
  private readonly printed: readonly string[];

  private constructor(
    private readonly odoo: OdooReader,
    private readonly model: string,
    fields: FieldDefinitions,
    private readonly maxRecords: number,
  ) {
    this.all = fields['active'] ? [['active', 'in', [true, false]]] : [];
    this.printed = Object.keys(fields).filter((name) => isPrinted(fields[name]));
  }

  /** @throws InvalidArguments for a model whose records have no dates. */
  static async open(
    { odoo, schema }: Pick<GuardedPort<OdooReader>, 'odoo' | 'schema'>,
    model: string,
    maxRecords: number,
  ): Promise<StampReader> {
    const fields = await schema.fieldsOf(model);
    if (!isStored(fields['write_date']) || !isStored(fields['create_date'])) {
      throw new InvalidArguments(`Records of ${model} have no date of their last change, so changes cannot be told.`, {
        layer: 'model',
        hint: 'Read it again when it is needed, or listen to the models that it is made of.',
      });
    }
    return new StampReader(odoo, model, fields, maxRecords);
  }

  /** The record that was written last, of those not dated later than `horizon`. */
  async newest(horizon: number): Promise<Stamp | undefined> {
    const [row] = await this.odoo.searchRead(this.model, {
      domain: [['write_date', '!=', false], ['write_date', '<=', secondsToMoment(horizon)], ...this.all],
      fields: STAMP_FIELDS,
      order: 'write_date desc, id desc',
      limit: 1,
    });
    return row && toStamp(row);
  }

  /**
   * Records written in these seconds, `until` not included, the oldest first.
   * @returns undefined where there are too many.
   */
  async written(from: number, until?: number): Promise<Stamp[] | undefined> {
    const since = ['write_date', '>=', secondsToMoment(from)];
    const bounds = until === undefined ? [since] : [since, ['write_date', '<', secondsToMoment(until)]];
    const domain = [...bounds, ...this.all];
    const stamps = new Map<number, Stamp>();
    for (let offset = 0; ; offset += PAGE_ROWS) {
      const query = { domain, fields: STAMP_FIELDS, order: 'write_date, id', limit: PAGE_ROWS, offset };
      const page = await this.odoo.searchRead(this.model, query);
      for (const stamp of page.map(toStamp)) stamps.set(stamp.id, stamp);
      if (stamps.size > this.maxRecords) return undefined;
      if (page.length < PAGE_ROWS) return [...stamps.values()];
    }
  }

  count(): Promise<number> {
    return this.odoo.searchCount(this.model, this.all);
  }

  /** Every id there is; undefined where there are too many. */
  async ids(): Promise<Set<number> | undefined> {
    const ids = await this.odoo.search(this.model, { domain: this.all, order: 'id', limit: this.maxRecords + 1 });
    return ids.length > this.maxRecords ? undefined : new Set(ids);
  }

  /** What tells the states of these records apart, as far as it is in columns of their own. */
  async prints(ids: readonly number[]): Promise<ReadonlyMap<number, string>> {
    if (ids.length === 0) return new Map();
    const domain = [['id', 'in', ids], ...this.all];
    const rows = await this.odoo.searchRead(this.model, { domain, fields: this.printed });
    return new Map(rows.map((row) => [Number(row['id']), printOf(row)]));
  }
}

function isStored(field: FieldDefinition | undefined): boolean {
  return field !== undefined && field.store !== false;
}

function isPrinted(field: FieldDefinition | undefined): boolean {
  return field !== undefined && isStored(field) && !field.related && PRINTED_TYPES.has(field.type);
}

function toStamp(row: OdooRecord): Stamp {
  return {
    id: Number(row['id']),
    created: momentToSeconds(row['create_date']),
    written: momentToSeconds(row['write_date']),
  };
}

/** The name of a many2one may change without the record. */
function printOf(row: OdooRecord): string {
  const values = Object.entries(row).map(([name, value]) => [name, Array.isArray(value) ? value[0] : value]);
  return createHash('sha256').update(JSON.stringify(values)).digest('base64url').slice(0, PRINT_LENGTH);
}
