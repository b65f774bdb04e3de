import type { OdooConfig } from '#libs/config';
import type { CallOptions, OdooConnection, OdooServerInfo, Operation, SchemaPort } from '#libs/contracts';
import { ModelSchema } from './model-schema.js';
import { OdooHttp } from './odoo-http.js';
import { probeVersion } from './odoo-version.js';
import { chooseTransport } from './transports/choose-transport.js';
import type { OdooTransport, TransportKind } from './transports/transport.js';

/** One Odoo with one identity. Reaches out at the first call, so the gateway starts while Odoo is away. */
export class HttpOdooConnection implements OdooConnection {
  readonly schema: SchemaPort;
  private readonly http: OdooHttp;
  private transport: OdooTransport | undefined;
  private info: Promise<OdooServerInfo> | undefined;

  constructor(
    private readonly config: OdooConfig,
    private readonly now: () => number,
  ) {
    this.http = new OdooHttp(config);
    this.schema = new ModelSchema(this, config, now);
  }

  async call(operation: Operation, options?: CallOptions): Promise<unknown> {
    const transport = this.transport ?? (await this.connect());
    return transport.call(operation, options);
  }

  /** The version is asked for once; a failure is asked again at the next call. */
  serverInfo(): Promise<OdooServerInfo> {
    this.info ??= probeVersion(this.http).catch((error: unknown) => {
      this.info = undefined;
      throw error;
    });
    return this.info;
  }

  /** How it talks to Odoo; undefined before the first call. */
  get transportKind(): TransportKind | undefined {
    return this.transport?.kind;
  }

  async close(): Promise<void> {
    await this.http.close();
  }

  private async connect(): Promise<OdooTransport> {
    const { major } = await this.serverInfo();
    this.transport ??= chooseTransport(this.http, this.config, major, this.now);
    return this.transport;
  }
}
