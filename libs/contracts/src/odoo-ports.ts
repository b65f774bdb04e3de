import type { Domain } from './domain.js';
import type { CallOptions, Operation } from './operation.js';
import type { OdooTarget } from './principal.js';
import type { RowPages, StreamPosition } from './tool-stream.js';

/** A record as Odoo gives it: empty values are `false`, a many2one is `[id, display_name]`, dates are UTC strings. */
export type OdooRecord = Readonly<Record<string, unknown>>;

/** The attributes of a field that the gateway itself uses; `fields_get` may tell more. */
export interface FieldDefinition {
  readonly type: string;
  readonly string?: string;
  readonly required?: boolean;
  readonly readonly?: boolean;
  readonly store?: boolean;
  /** The other model of a relational field. */
  readonly relation?: string;
  /** The field of another record that a related field is: `"partner_id.email"`, until some version as a list. */
  readonly related?: string | readonly string[];
  readonly [attribute: string]: unknown;
}

export type FieldDefinitions = Readonly<Record<string, FieldDefinition>>;

export interface SearchQuery {
  readonly domain: Domain;
  readonly order?: string | undefined;
  readonly limit?: number | undefined;
  readonly offset?: number | undefined;
}

export interface PagesQuery {
  readonly domain: Domain;
  readonly fields: readonly string[];
  /** By `id` where there is none. */
  readonly order?: string | undefined;
  /** Rows in all, those before a resumed position too. */
  readonly limit?: number | undefined;
  /** What was sent of these rows before: they go on behind it. */
  readonly after?: StreamPosition | undefined;
}

/** One way to make any call of Odoo: a connection, or the guard in front of one. */
export interface OdooCaller {
  /** @throws GatewayError and nothing else. */
  call(operation: Operation, options?: CallOptions): Promise<unknown>;
}

/** What to put together, and how: one shape for every version of Odoo. */
export interface AggregateQuery {
  readonly domain: Domain;
  /** `field`, or `date_field:day|week|month|quarter|year`. */
  readonly groupBy: readonly string[];
  /** `field:sum|avg|min|max|count|count_distinct`. */
  readonly aggregates: readonly string[];
  readonly order?: string | undefined;
  readonly limit?: number | undefined;
  readonly offset?: number | undefined;
}

/** A group: its keys and aggregates under the names that were asked for, and `__count`, the records in it. */
export type AggregateRow = Readonly<Record<string, unknown>>;

/** Everything that reads, and no method that could do anything else. */
export interface OdooReader {
  /** Ids in the order asked for. */
  search(model: string, query: SearchQuery): Promise<number[]>;
  searchRead(model: string, query: SearchQuery & { readonly fields: readonly string[] }): Promise<OdooRecord[]>;
  searchCount(model: string, domain: Domain): Promise<number>;
  /** Records that do not exist are absent from the answer. */
  read(model: string, ids: readonly number[], fields: readonly string[]): Promise<OdooRecord[]>;
  /**
   * Rows of any number, each once: their ids are found at once, and the rows read as they are asked for. One that is
   * deleted meanwhile is absent.
   * @throws InvalidArguments where they cannot go on behind `after`, or are too many for another order than by `id`.
   */
  pages(model: string, query: PagesQuery): Promise<RowPages>;
  /** By `formatted_read_group` (19 …) or `read_group`, the same rows either way. */
  aggregate(model: string, query: AggregateQuery): Promise<AggregateRow[]>;
  /** `[id, display_name]` of records whose name is like the text, as Odoo's own search boxes find them. */
  nameSearch(model: string, name: string, options?: NameSearchOptions): Promise<Array<readonly [number, string]>>;
  /** Whether the connection's user may do this on the model at all, record rules aside. */
  mayAccess(model: string, operation: 'read' | 'write' | 'create' | 'unlink'): Promise<boolean>;
  fieldsGet(model: string, fields?: readonly string[], attributes?: readonly string[]): Promise<FieldDefinitions>;
}

export interface NameSearchOptions {
  readonly domain?: Domain;
  /** `ilike` unless told, `=` for the whole name. */
  readonly operator?: string;
  readonly limit?: number;
}

/** Reading, and any public method: the guard decides each. */
export interface OdooExecutor extends OdooReader {
  call(operation: Operation): Promise<unknown>;
  /** Asks the policy without calling Odoo. @throws the refusal. */
  mayCall(operation: Operation): Promise<void>;
}

export interface OdooWriter extends OdooExecutor {
  /** @returns the new ids, in the order of the values. */
  create(model: string, values: readonly OdooRecord[]): Promise<number[]>;
  write(model: string, ids: readonly number[], values: OdooRecord): Promise<boolean>;
  unlink(model: string, ids: readonly number[]): Promise<boolean>;
}

/** Field definitions of a model as the connection's user sees them, cached for some minutes. */
export interface SchemaPort {
  fieldsOf(model: string, options?: CallOptions): Promise<FieldDefinitions>;
}

/** What is known of the Odoo on the other side. */
export interface OdooServerInfo {
  /** As Odoo says it, such as `19.0`. */
  readonly version: string;
  readonly major: number;
}

/** How the connection's user sees things; Odoo itself stores and answers moments in UTC. */
export interface UserContext {
  readonly lang: string | undefined;
  /** Such as `Europe/Brussels`. */
  readonly timezone: string | undefined;
}

/** A page of paper that Odoo has made. */
export interface ReportFile {
  readonly bytes: Uint8Array;
  readonly mimeType: string;
}

export interface PrintOptions extends CallOptions {
  /** Ids of the companies whose records count; all that the user has where there are none. */
  readonly companies?: readonly number[];
}

/** Renders reports by Odoo's own web address for them. */
export interface ReportPort {
  /**
   * @param reportName `module.name`, already known to be one of Odoo's reports.
   * @throws OdooRejected where the connection has no way to render, with what to set.
   */
  render(reportName: string, ids: readonly number[], format: ReportFormat, options?: PrintOptions): Promise<ReportFile>;
}

export type ReportFormat = 'pdf' | 'html' | 'text';

/** One Odoo, seen with one identity. */
export interface OdooConnection extends VersionedCaller {
  readonly schema: SchemaPort;
  readonly reports: ReportPort;
  /** Cached for some minutes, too. */
  userContext(options?: CallOptions): Promise<UserContext>;
}

/** Every Odoo that the gateway reaches. */
export interface OdooConnections {
  /** The same one for the same target as long as it is configured so. @throws Forbidden for one that is not configured. */
  of(target: OdooTarget): OdooConnection;
}

/** A caller that knows which Odoo it talks to. */
export interface VersionedCaller extends OdooCaller {
  /** Decides and does not call; a caller without a policy allows all. @throws the refusal. */
  check(operation: Operation): Promise<void>;
  /** @throws OdooUnavailable while Odoo cannot be reached. */
  serverInfo(options?: CallOptions): Promise<OdooServerInfo>;
}

/** Makes typed clients over any caller, guarded or not. */
export interface OdooClients {
  reader(caller: VersionedCaller, options?: CallOptions): OdooReader;
  executor(caller: VersionedCaller, options?: CallOptions): OdooExecutor;
  writer(caller: VersionedCaller, options?: CallOptions): OdooWriter;
}

export const ODOO_CONNECTIONS = Symbol('ODOO_CONNECTIONS');
export const ODOO_CLIENTS = Symbol('ODOO_CLIENTS');
