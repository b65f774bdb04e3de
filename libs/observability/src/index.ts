export { type VerifiedChain, BrokenChain, verifyChain } from './audit/verify-chain.js';
export { AuditFileProblem } from './audit/audit-lock.js';
export { LOG_STREAM, LOGGER } from './logger.js';
export { ObservabilityModule } from './observability.module.js';
export { NestLogger } from './nest-logger.js';
export type { Logger } from 'pino';
