import { Global, Module } from '@nestjs/common';
import { GATEWAY_CONFIG, type GatewayConfig } from '#libs/config';
import { AUDIT_TRAIL, type AuditTrail, CALL_OBSERVER } from '#libs/contracts';
import type { Logger } from 'pino';
import { AuditModule } from './audit/audit.module.js';
import { AuditedCalls } from './audit/audited-calls.js';
import { CallLog } from './call-log.js';
import { createLogger, LOG_STREAM, LOGGER, type StandardStream } from './logger.js';

/** The logger, the audit log, and what takes note of calls in both. */
@Global()
@Module({
  imports: [AuditModule],
  providers: [
    {
      provide: LOGGER,
      inject: [GATEWAY_CONFIG, { token: LOG_STREAM, optional: true }],
      useFactory: (config: GatewayConfig, stream?: StandardStream) => createLogger(config, stream),
    },
    {
      provide: CALL_OBSERVER,
      inject: [LOGGER, AUDIT_TRAIL],
      useFactory: (logger: Logger, trail: AuditTrail) => new AuditedCalls(new CallLog(logger), trail),
    },
  ],
  exports: [LOGGER, CALL_OBSERVER],
})
export class ObservabilityModule {}
