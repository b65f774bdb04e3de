import { type FactoryProvider, Global, Inject, Module, type OnApplicationShutdown } from '@nestjs/common';
import { GATEWAY_CONFIG, type GatewayConfig } from '#libs/config';
import { AUDIT_TRAIL, type AuditTrail } from '#libs/contracts';
import type { Logger } from 'pino';
import { LOGGER } from '../logger.js';
import { AuditWriter } from './audit-writer.js';
import { FileAuditTrail } from './file-audit-trail.js';
import { hasher } from './hash-chain.js';
import { SilentAuditTrail } from './silent-audit-trail.js';

const auditTrail: FactoryProvider<Promise<AuditTrail>> = {
  provide: AUDIT_TRAIL,
  inject: [GATEWAY_CONFIG, LOGGER],
  useFactory: async ({ audit, access, mcp }: GatewayConfig, logger: Logger) => {
    const { file, secret, onFailure, refusalsPerMinute } = audit;
    if (file === undefined) {
      if (mcp.mode === 'readwrite') logger.warn('No AUDIT_FILE is set: nothing tells later who has changed what.');
      return new SilentAuditTrail();
    }
    const writer = new AuditWriter({ ...audit, file }, logger, Date.now);
    await writer.open();
    const digest = hasher('audit digest', secret ?? access.stateSecret);
    return new FileAuditTrail(writer, { digest, onFailure, refusalsPerMinute });
  },
};

/** What keeps who did what. */
@Global()
@Module({ providers: [auditTrail], exports: [AUDIT_TRAIL] })
export class AuditModule implements OnApplicationShutdown {
  constructor(@Inject(AUDIT_TRAIL) private readonly trail: AuditTrail) {}

  /** The server has closed by now, so no call is left that could tell of its end. */
  async onApplicationShutdown(): Promise<void> {
    if (this.trail instanceof FileAuditTrail) await this.trail.close();
  }
}
