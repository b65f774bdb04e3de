import { Inject, Module, type OnApplicationShutdown } from '@nestjs/common';
import { GATEWAY_CONFIG, type GatewayConfig } from '#libs/config';
import { ODOO_CLIENTS, ODOO_CONNECTION, type OdooClients } from '#libs/contracts';
import { ExecutorClient, ReaderClient, WriterClient } from './odoo-client.js';
import { HttpOdooConnection } from './odoo-connection.js';
import type { PagingSettings } from './record-pages.js';

function clientsWith(paging: PagingSettings): OdooClients {
  return {
    reader: (caller, options) => new ReaderClient(caller, options, paging),
    executor: (caller, options) => new ExecutorClient(caller, options, paging),
    writer: (caller, options) => new WriterClient(caller, options, paging),
  };
}

/** Odoo connectivity: the connection that the configuration names, and typed clients over it. */
@Module({
  providers: [
    {
      provide: ODOO_CONNECTION,
      inject: [GATEWAY_CONFIG],
      useFactory: (config: GatewayConfig) => new HttpOdooConnection(config.odoo, Date.now),
    },
    {
      provide: ODOO_CLIENTS,
      inject: [GATEWAY_CONFIG],
      useFactory: ({ limits }: GatewayConfig) =>
        clientsWith({ maxIds: limits.streamMaxIds, now: () => performance.now() }),
    },
  ],
  exports: [ODOO_CONNECTION, ODOO_CLIENTS],
})
export class OdooModule implements OnApplicationShutdown {
  constructor(@Inject(ODOO_CONNECTION) private readonly connection: HttpOdooConnection) {}

  async onApplicationShutdown(): Promise<void> {
    await this.connection.close();
  }
}
