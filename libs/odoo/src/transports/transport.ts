import type { OdooCaller } from '#libs/contracts';

export type TransportKind = 'session' | 'json2' | 'jsonrpc';

/** One way in to Odoo. All of them take the same operations and throw the same errors. */
export interface OdooTransport extends OdooCaller {
  readonly kind: TransportKind;
}

/** Who the transport acts as. */
export interface OdooCredentials {
  readonly database: string;
  readonly username: string;
  readonly password?: string | undefined;
  readonly apiKey?: string | undefined;
}
