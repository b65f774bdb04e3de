import type {
  CallOptions,
  Domain,
  FieldDefinitions,
  OdooCaller,
  OdooReader,
  OdooRecord,
  OdooWriter,
  Operation,
  SearchQuery,
} from '#libs/contracts';

/** Typed reading over any caller. There is no method here that could change anything. */
export class ReaderClient implements OdooReader {
  readonly #caller: OdooCaller;
  readonly #options: CallOptions;

  constructor(caller: OdooCaller, options: CallOptions = {}) {
    this.#caller = caller;
    this.#options = { ...options, readsOnly: true };
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
    return (await this.#read(model, 'read', [ids], { fields })) as OdooRecord[];
  }

  async fieldsGet(
    model: string,
    fields?: readonly string[],
    attributes?: readonly string[],
  ): Promise<FieldDefinitions> {
    const kwargs = { ...(fields && { allfields: fields }), ...(attributes && { attributes }) };
    return (await this.#read(model, 'fields_get', [], kwargs)) as FieldDefinitions;
  }

  #read(model: string, method: string, args: readonly unknown[], kwargs: Operation['kwargs'] = {}): Promise<unknown> {
    return this.#caller.call({ model, method, args, kwargs }, this.#options);
  }
}

/** Reading, and everything else. */
export class WriterClient extends ReaderClient implements OdooWriter {
  readonly #caller: OdooCaller;
  readonly #options: CallOptions;

  constructor(caller: OdooCaller, options: CallOptions = {}) {
    super(caller, options);
    this.#caller = caller;
    this.#options = options;
  }

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

  call(operation: Operation): Promise<unknown> {
    return this.#caller.call(operation, this.#options);
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
