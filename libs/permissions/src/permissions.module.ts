import { type DynamicModule, type FactoryProvider, Module, type ModuleMetadata } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { ThrottlerModule } from '@nestjs/throttler';
import { ACCESS_SOURCE, type AccessSource, GATEWAY_CONFIG, type GatewayConfig } from '#libs/config';
import {
  AUDIT_TRAIL,
  type AuditTrail,
  CALL_BUDGET,
  ODOO_CLIENTS,
  ODOO_CONNECTIONS,
  ODOO_GUARD,
  type OdooClients,
  type OdooConnections,
  RATE_COUNTS,
  type RateCounts,
} from '#libs/contracts';
import { ApiKeyGuard } from './api-key.guard.js';
import { BearerTokens } from './bearer-tokens.js';
import { CallerBudgets } from './caller-budgets.js';
import { ConnectionGuard } from './connection.guard.js';
import { GuardedOdoo } from './guarded-odoo.js';
import { IpAllowlistGuard } from './ip-allowlist.guard.js';
import { KeyRing } from './key-ring.js';
import { RateLimitGuard } from './rate-limit.guard.js';
import { ReadonlyGuard } from './readonly.guard.js';
import { StrangerLimitGuard } from './stranger-limit.guard.js';

const rateLimits = ThrottlerModule.forRootAsync({
  inject: [GATEWAY_CONFIG],
  useFactory: ({ limits }: GatewayConfig) => [{ limit: limits.rates.refusals, ttl: limits.rates.windowMs }],
});

const bearerTokens: FactoryProvider<Promise<BearerTokens | undefined>> = {
  provide: BearerTokens,
  inject: [GATEWAY_CONFIG, ACCESS_SOURCE],
  useFactory: async ({ oauth, mcp }: GatewayConfig, source: AccessSource) => {
    if (!oauth) return undefined;
    // Loaded only by those who have an identity provider.
    const [{ IssuerKeys }, { TokenVerifier }] = await Promise.all([
      import('./issuer-keys.js'),
      import('./token-verifier.js'),
    ]);
    const keys = new IssuerKeys(oauth, fetch, () => performance.now());
    return new BearerTokens(new TokenVerifier(oauth, keys.find, Date.now), source, mcp.mode);
  },
};

/** Who may do what: guards on every route, in this order, and the guarded port in front of Odoo. */
@Module({})
export class PermissionsModule {
  /** @param imports offer ODOO_CONNECTIONS, ODOO_CLIENTS and RATE_COUNTS. */
  static register({ imports }: Required<Pick<ModuleMetadata, 'imports'>>): DynamicModule {
    return {
      module: PermissionsModule,
      imports: [...imports, rateLimits],
      providers: [
        {
          provide: KeyRing,
          inject: [ACCESS_SOURCE, AUDIT_TRAIL],
          useFactory: (source: AccessSource, trail: AuditTrail) => new KeyRing(source, trail),
        },
        {
          provide: CALL_BUDGET,
          inject: [RATE_COUNTS, GATEWAY_CONFIG],
          useFactory: (counts: RateCounts, { limits }: GatewayConfig) => new CallerBudgets(counts, limits.rates),
        },
        bearerTokens,
        { provide: APP_GUARD, useClass: IpAllowlistGuard },
        ApiKeyGuard,
        { provide: APP_GUARD, useClass: StrangerLimitGuard },
        { provide: APP_GUARD, useClass: RateLimitGuard },
        { provide: APP_GUARD, useClass: ConnectionGuard },
        { provide: APP_GUARD, useClass: ReadonlyGuard },
        {
          provide: ODOO_GUARD,
          inject: [ODOO_CONNECTIONS, ODOO_CLIENTS, GATEWAY_CONFIG, AUDIT_TRAIL],
          useFactory: (
            connections: OdooConnections,
            clients: OdooClients,
            { limits }: GatewayConfig,
            trail: AuditTrail,
          ) => {
            const { domainMaxLeaves: maxLeaves, domainMaxDepth: maxDepth, fileBytes } = limits;
            return new GuardedOdoo(connections, clients, { maxLeaves, maxDepth, fileBytes }, trail);
          },
        },
      ],
      exports: [CALL_BUDGET, KeyRing, ODOO_GUARD],
    };
  }
}
