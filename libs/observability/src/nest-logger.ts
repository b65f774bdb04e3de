import type { LoggerService } from '@nestjs/common';
import type { Logger } from 'pino';

/** Nest's own messages in the gateway's log. Its wiring is detail: what it calls a log is debug here. */
export class NestLogger implements LoggerService {
  constructor(private readonly logger: Logger) {}

  log(message: unknown, ...context: unknown[]): void {
    this.logger.debug(contextOf(context), String(message));
  }

  debug(message: unknown, ...context: unknown[]): void {
    this.logger.debug(contextOf(context), String(message));
  }

  verbose(message: unknown, ...context: unknown[]): void {
    this.logger.trace(contextOf(context), String(message));
  }

  warn(message: unknown, ...context: unknown[]): void {
    this.logger.warn(contextOf(context), String(message));
  }

  error(message: unknown, ...context: unknown[]): void {
    this.logger.error({ ...contextOf(context), ...stackOf(message, context) }, String(message));
  }

  fatal(message: unknown, ...context: unknown[]): void {
    this.logger.fatal({ ...contextOf(context), ...stackOf(message, context) }, String(message));
  }
}

/** Nest hands the name of the class over last, and before it a stack, where there is one. */
function contextOf(details: readonly unknown[]): { context?: unknown } {
  const context = details.findLast((detail) => !isStack(detail));
  return context === undefined ? {} : { context };
}

function stackOf(message: unknown, details: readonly unknown[]): { stack?: unknown } {
  const stack = message instanceof Error ? message.stack : details.find(isStack);
  return stack === undefined ? {} : { stack };
}

function isStack(detail: unknown): boolean {
  return typeof detail === 'string' && /\n\s+at /.test(detail);
}
