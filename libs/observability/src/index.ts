export { LOGGER, ObservabilityModule } from './observability.module.js';
export { NestLogger } from './nest-logger.js';
export type { Logger } from 'pino';
