import type {
  AggregateQuery,
  AggregateRow,
  CallOptions,
  Domain,
  FieldDefinitions,
  NameSearchOptions,
  OdooExecutor,
  OdooReader,
  OdooRecord,
  OdooWriter,
  Operation,
  PagesQuery,
  RowPages,
  SearchQuery,
  VersionedCaller,
} from '#libs/contracts';
import { formattedReadGroup, groupedRows, readGroup } from './grouped-rows.js';
import { DEFAULT_PAGING, type PagingSettings, recordPages } from './record-pages.js';

const FORMATTED_READ_GROUP_SINCE = 19;
const HAS_ACCESS_SINCE = 18;
const SEARCH_FETCH_SINCE = 17;

/** As many as Odoo itself shows of a name. */
const NAMES_DEFAULT = 100;

/** Typed reading over any caller. There is no method here that could change anything. */
export class ReaderClient implements OdooReader {
  readonly #caller: VersionedCaller;
  readonly #options: CallOptions;
  readonly #paging: PagingSettings;

  constructor(caller: VersionedCaller, options: CallOptions = {}, paging: PagingSettings = DEFAULT_PAGING) {
    this.#caller = caller;
    this.#options = { ...options, readsOnly: true };
    this.#paging = paging;
  }

  async search(model: string, query: SearchQuery): Promise<number[]> {
    return (await this.#read(model, 'search', [query.domain], paging(query))) as number[];
  }

  async searchRead(model: string, query: SearchQuery & { readonly fields: readonly string[] }): Promise<OdooRecord[]> {
    const kwargs = { fields: query.fields, ...paging(query) };
    return (await this.#read(model, 'search_read', [query.domain], kwargs)) as OdooRecord[];
  }

  async searchCount(model: string, domain: Domain): Promise<number> {
    return (await this.#read(model, 'search_count', [domain])) as number;
  }

  async read(model: string, ids: readonly number[], fields: readonly string[]): Promise<OdooRecord[]> {
    if (fields.some((name) => name !== 'id'))
      return (await this.#read(model, 'read', [ids], { fields })) as OdooRecord[];
    return (await this.#idsOf(model, ids)).map((id) => ({ id }));
  }

  /** Asked for ids alone, Odoo has them of records too that are gone, or fails for all because of one. */
  async #idsOf(model: string, ids: readonly number[]): Promise<readonly unknown[]> {
    const kwargs = { fields: ['id', 'display_name'] };
    const named = await this.#allows({ model, method: 'read', args: [ids], kwargs });
    if (named) return ((await this.#read(model, 'read', [ids], kwargs)) as OdooRecord[]).map(({ id }) => id);
    const context = { active_test: false };
    const there = (await this.#read(model, 'search', [[['id', 'in', ids]]], { context })) as number[];
    return ids.filter((id) => there.includes(id));
  }

  #allows(operation: Operation): Promise<boolean> {
    return this.#caller.check(operation).then(
      () => true,
      () => false,
    );
  }

  async pages(model: string, query: PagesQuery): Promise<RowPages> {
    // What may not be read is refused before anything is searched for.
    await this.#caller.check({ model, method: 'read', args: [[]], kwargs: { fields: query.fields } });
    return recordPages(this, model, query, this.#paging, await this.#mayReadRanges(model, query.fields));
  }

  /** Whether a search that reads is one query for Odoo, and allowed. */
  async #mayReadRanges(model: string, fields: readonly string[]): Promise<boolean> {
    if ((await this.#major()) < SEARCH_FETCH_SINCE) return false;
    const search: Operation = {
      model,
      method: 'search_read',
      args: [[['id', '>=', 0]]],
      kwargs: { fields, order: 'id' },
    };
    return this.#allows(search);
  }

  async aggregate(model: string, query: AggregateQuery): Promise<AggregateRow[]> {
    if ((await this.#major()) >= FORMATTED_READ_GROUP_SINCE) {
      const rows = await this.#read(model, 'formatted_read_group', [query.domain], formattedReadGroup(query));
      return groupedRows(query, rows as AggregateRow[]);
    }
    const { kwargs, names } = readGroup(query);
    return groupedRows(query, (await this.#read(model, 'read_group', [query.domain], kwargs)) as AggregateRow[], names);
  }

  async nameSearch(
    model: string,
    name: string,
    { domain = [], operator = 'ilike', limit = NAMES_DEFAULT }: NameSearchOptions = {},
  ): Promise<Array<readonly [number, string]>> {
    // By place, since the second parameter was called `args` before 19.
    const args = [name, domain, operator, limit];
    return (await this.#read(model, 'name_search', args)) as Array<readonly [number, string]>;
  }

  async mayAccess(model: string, operation: 'read' | 'write' | 'create' | 'unlink'): Promise<boolean> {
    const answer =
      (await this.#major()) >= HAS_ACCESS_SINCE
        ? await this.#read(model, 'has_access', [[], operation])
        : await this.#read(model, 'check_access_rights', [operation, false]);
    return answer === true;
  }

  async fieldsGet(
    model: string,
    fields?: readonly string[],
    attributes?: readonly string[],
  ): Promise<FieldDefinitions> {
    const kwargs = { ...(fields && { allfields: fields }), ...(attributes && { attributes }) };
    return (await this.#read(model, 'fields_get', [], kwargs)) as FieldDefinitions;
  }

  async #major(): Promise<number> {
    return (await this.#caller.serverInfo(this.#options)).major;
  }

  #read(model: string, method: string, args: readonly unknown[], kwargs: Operation['kwargs'] = {}): Promise<unknown> {
    return this.#caller.call({ model, method, args, kwargs }, this.#options);
  }
}

/** Reading, and any public method. */
export class ExecutorClient extends ReaderClient implements OdooExecutor {
  readonly #caller: VersionedCaller;
  readonly #options: CallOptions;

  constructor(caller: VersionedCaller, options: CallOptions = {}, paging?: PagingSettings) {
    super(caller, options, paging);
    this.#caller = caller;
    this.#options = options;
  }

  call(operation: Operation): Promise<unknown> {
    return this.#caller.call(operation, this.#options);
  }

  mayCall(operation: Operation): Promise<void> {
    return this.#caller.check(operation);
  }
}

/** Reading, and everything else. */
export class WriterClient extends ExecutorClient implements OdooWriter {
  async create(model: string, values: readonly OdooRecord[]): Promise<number[]> {
    const ids = await this.call({ model, method: 'create', args: [values], kwargs: {} });
    return [ids].flat() as number[];
  }

  async write(model: string, ids: readonly number[], values: OdooRecord): Promise<boolean> {
    return (await this.call({ model, method: 'write', args: [ids, values], kwargs: {} })) === true;
  }

  async unlink(model: string, ids: readonly number[]): Promise<boolean> {
    return (await this.call({ model, method: 'unlink', args: [ids], kwargs: {} })) === true;
  }
}

function paging({ order, limit, offset }: SearchQuery): Operation['kwargs'] {
  return {
    // 14 reads what follows two blanks as nothing, so that "name  desc" would ascend.
    ...(order !== undefined && { order: order.replaceAll(/\s+/g, ' ') }),
    ...(limit !== undefined && { limit }),
    ...(offset !== undefined && { offset }),
  };
}
