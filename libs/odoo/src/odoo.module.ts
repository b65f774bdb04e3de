import { Inject, Module, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { ACCESS_SOURCE, type AccessSource, GATEWAY_CONFIG, type GatewayConfig } from '#libs/config';
import {
  ODOO_CALL_OBSERVER,
  ODOO_CLIENTS,
  ODOO_CONNECTIONS,
  ODOO_REACHES,
  type OdooCallObserver,
  type OdooClients,
} from '#libs/contracts';
import { LOGGER, type Logger } from '#libs/observability';
import { ConnectionRegistry } from './connection-registry.js';
import { ExecutorClient, ReaderClient, WriterClient } from './odoo-client.js';
import { ReachWatch } from './reach-watch.js';
import type { PagingSettings } from './record-pages.js';

function clientsWith(paging: PagingSettings): OdooClients {
  return {
    reader: (caller, options) => new ReaderClient(caller, options, paging),
    executor: (caller, options) => new ExecutorClient(caller, options, paging),
    writer: (caller, options) => new WriterClient(caller, options, paging),
  };
}

function breakerLog(logger: Logger): (url: URL, state: 'open' | 'closed') => void {
  return ({ origin }, state) => {
    if (state === 'open') logger.warn({ odoo: origin }, 'Odoo does not answer: calls to it are refused for now');
    else logger.info({ odoo: origin }, 'Odoo answers again');
  };
}

/** Odoo connectivity: the connections that the configuration names, and typed clients over it. */
@Module({
  providers: [
    {
      provide: ODOO_CONNECTIONS,
      inject: [ACCESS_SOURCE, LOGGER, ODOO_CALL_OBSERVER],
      useFactory: (access: AccessSource, logger: Logger, observer: OdooCallObserver) =>
        new ConnectionRegistry(access, () => performance.now(), breakerLog(logger), observer),
    },
    { provide: ODOO_REACHES, useExisting: ODOO_CONNECTIONS },
    {
      provide: ReachWatch,
      inject: [ODOO_CONNECTIONS, GATEWAY_CONFIG],
      useFactory: (connections: ConnectionRegistry, { limits }: GatewayConfig) =>
        new ReachWatch(() => connections.probe(), limits.odooProbeMs),
    },
    {
      provide: ODOO_CLIENTS,
      inject: [GATEWAY_CONFIG],
      useFactory: ({ limits }: GatewayConfig) =>
        clientsWith({ maxIds: limits.streamMaxIds, now: () => performance.now() }),
    },
  ],
  exports: [ODOO_CONNECTIONS, ODOO_CLIENTS, ODOO_REACHES],
})
export class OdooModule implements OnApplicationBootstrap, OnApplicationShutdown {
  constructor(
    @Inject(ODOO_CONNECTIONS) private readonly connections: ConnectionRegistry,
    private readonly watch: ReachWatch,
  ) {}

  /** The start does not wait for Odoo. */
  onApplicationBootstrap(): void {
    this.watch.start();
  }

  async onApplicationShutdown(): Promise<void> {
    this.watch.stop();
    await this.connections.close();
  }
}
