import { type DynamicModule, Module, type ModuleMetadata } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { ThrottlerModule } from '@nestjs/throttler';
import { GATEWAY_CONFIG, type GatewayConfig } from '#libs/config';
import { ODOO_CLIENTS, ODOO_CONNECTIONS, ODOO_GUARD, type OdooClients, type OdooConnections } from '#libs/contracts';
import { ApiKeyGuard } from './api-key.guard.js';
import { ConnectionGuard } from './connection.guard.js';
import { GuardedOdoo } from './guarded-odoo.js';
import { IpAllowlistGuard } from './ip-allowlist.guard.js';
import { KeyRing } from './key-ring.js';
import { RateLimitGuard } from './rate-limit.guard.js';
import { ReadonlyGuard } from './readonly.guard.js';

const rateLimits = ThrottlerModule.forRootAsync({
  inject: [GATEWAY_CONFIG],
  useFactory: ({ limits }: GatewayConfig) => [{ limit: limits.requestsPerWindow, ttl: limits.windowMs }],
});

/** Who may do what: guards on every route, in this order, and the guarded port in front of Odoo. */
@Module({})
export class PermissionsModule {
  /** @param imports offer ODOO_CONNECTIONS and ODOO_CLIENTS. */
  static register({ imports }: Required<Pick<ModuleMetadata, 'imports'>>): DynamicModule {
    return {
      module: PermissionsModule,
      imports: [...imports, rateLimits],
      providers: [
        KeyRing,
        { provide: APP_GUARD, useClass: IpAllowlistGuard },
        { provide: APP_GUARD, useClass: RateLimitGuard },
        { provide: APP_GUARD, useClass: ApiKeyGuard },
        { provide: APP_GUARD, useClass: ConnectionGuard },
        { provide: APP_GUARD, useClass: ReadonlyGuard },
        {
          provide: ODOO_GUARD,
          inject: [ODOO_CONNECTIONS, ODOO_CLIENTS, GATEWAY_CONFIG],
          useFactory: (connections: OdooConnections, clients: OdooClients, { limits }: GatewayConfig) =>
            new GuardedOdoo(connections, clients, {
              maxLeaves: limits.domainMaxLeaves,
              maxDepth: limits.domainMaxDepth,
              fileBytes: limits.fileBytes,
            }),
        },
      ],
      exports: [ODOO_GUARD],
    };
  }
}
