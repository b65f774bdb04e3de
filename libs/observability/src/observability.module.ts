import { Global, Module } from '@nestjs/common';
import { GATEWAY_CONFIG, type GatewayConfig } from '#libs/config';
import { AUDIT_TRAIL, type AuditTrail, CALL_OBSERVER, REFUSAL_OBSERVER } from '#libs/contracts';
import type { Logger } from 'pino';
import { AuditModule } from './audit/audit.module.js';
import { CallLog } from './call-log.js';
import { createLogger, LOG_STREAM, LOGGER, type StandardStream } from './logger.js';
import type { GatewayMetrics } from './metrics/gateway-metrics.js';
import { ObservedCalls } from './observed-calls.js';
import { METRICS, TelemetryModule } from './telemetry.module.js';

/** The logger, the audit log, metrics and traces, and what takes note of calls in them. */
@Global()
@Module({
  imports: [AuditModule, TelemetryModule],
  providers: [
    {
      provide: LOGGER,
      inject: [GATEWAY_CONFIG, { token: LOG_STREAM, optional: true }],
      useFactory: (config: GatewayConfig, stream?: StandardStream) => createLogger(config, stream),
    },
    {
      provide: CALL_OBSERVER,
      inject: [LOGGER, AUDIT_TRAIL, { token: METRICS, optional: true }],
      useFactory: (logger: Logger, trail: AuditTrail, metrics?: GatewayMetrics) =>
        new ObservedCalls(new CallLog(logger), trail, metrics),
    },
    { provide: REFUSAL_OBSERVER, useExisting: CALL_OBSERVER },
  ],
  exports: [LOGGER, CALL_OBSERVER, REFUSAL_OBSERVER],
})
export class ObservabilityModule {}
