import { Global, Module } from '@nestjs/common';
import { GATEWAY_CONFIG, type GatewayConfig } from '#libs/config';
import { CALL_OBSERVER } from '#libs/contracts';
import type { Logger } from 'pino';
import { CallLog } from './call-log.js';
import { createLogger } from './logger.js';

export const LOGGER = Symbol('LOGGER');

/** The logger, and what takes note of calls. */
@Global()
@Module({
  providers: [
    { provide: LOGGER, inject: [GATEWAY_CONFIG], useFactory: (config: GatewayConfig) => createLogger(config) },
    { provide: CALL_OBSERVER, inject: [LOGGER], useFactory: (logger: Logger) => new CallLog(logger) },
  ],
  exports: [LOGGER, CALL_OBSERVER],
})
export class ObservabilityModule {}
