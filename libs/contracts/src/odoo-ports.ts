import type { Domain } from './domain.js';
import type { CallOptions, Operation } from './operation.js';

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
  readonly [attribute: string]: unknown;
}

export type FieldDefinitions = Readonly<Record<string, FieldDefinition>>;

export interface SearchQuery {
  readonly domain: Domain;
  readonly order?: string | undefined;
  readonly limit?: number | undefined;
  readonly offset?: number | undefined;
}

/** One way to make any call of Odoo: a connection, or the guard in front of one. */
export interface OdooCaller {
  /** @throws GatewayError and nothing else. */
  call(operation: Operation, options?: CallOptions): Promise<unknown>;
}

/** Everything that reads, and no method that could do anything else. */
export interface OdooReader {
  /** Ids in the order asked for. */
  search(model: string, query: SearchQuery): Promise<number[]>;
  searchRead(model: string, query: SearchQuery & { readonly fields: readonly string[] }): Promise<OdooRecord[]>;
  searchCount(model: string, domain: Domain): Promise<number>;
  /** Records that do not exist are absent from the answer. */
  read(model: string, ids: readonly number[], fields: readonly string[]): Promise<OdooRecord[]>;
  fieldsGet(model: string, fields?: readonly string[], attributes?: readonly string[]): Promise<FieldDefinitions>;
}

export interface OdooWriter extends OdooReader {
  /** @returns the new ids, in the order of the values. */
  create(model: string, values: readonly OdooRecord[]): Promise<number[]>;
  write(model: string, ids: readonly number[], values: OdooRecord): Promise<boolean>;
  unlink(model: string, ids: readonly number[]): Promise<boolean>;
  /** Any other public method. */
  call(operation: Operation): Promise<unknown>;
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

/** One Odoo, seen with one identity. */
export interface OdooConnection extends OdooCaller {
  readonly schema: SchemaPort;
  /** @throws OdooUnavailable while Odoo cannot be reached. */
  serverInfo(options?: CallOptions): Promise<OdooServerInfo>;
}

/** Makes typed clients over any caller, guarded or not. */
export interface OdooClients {
  reader(caller: OdooCaller, options?: CallOptions): OdooReader;
  writer(caller: OdooCaller, options?: CallOptions): OdooWriter;
}

export const ODOO_CONNECTION = Symbol('ODOO_CONNECTION');
export const ODOO_CLIENTS = Symbol('ODOO_CLIENTS');
