// The gateway for a host that starts it and speaks to it over standard input and output. Opens no port.
import 'reflect-metadata';
import { Console } from 'node:console';
import { join } from 'node:path';
import { NestFactory } from '@nestjs/core';
import { ACCESS_SOURCE, ConfigurationError, configuredAccess, type GatewayConfig, loadConfig } from '#libs/config';
import { AuditFileProblem, LOGGER, type Logger, NestLogger, writeLastLines } from '#libs/observability';
import { KeyRing } from '#libs/permissions';
import { StdioModule } from '../app.module.js';
import { packageVersion } from '../package-version.js';
import { openDoor } from './open-door.js';
import { startedCaller } from './started-caller.js';
import type { StdioDoor } from './stdio-door.js';

/** The host starts it from wherever it likes. */
const PACKAGE = join(import.meta.dirname, '../../../../..');

// Standard output is the protocol's alone.
globalThis.console = new Console(process.stderr);

async function serve(): Promise<void> {
  const config = withoutMetrics(await loadConfig({ packageVersion: packageVersion(PACKAGE) }));
  const app = await NestFactory.createApplicationContext(StdioModule.register(config, configuredAccess(config)), {
    abortOnError: false,
    bufferLogs: true,
  });
  const logger = app.get<Logger>(LOGGER);
  app.useLogger(new NestLogger(logger));
  try {
    const caller = startedCaller(app.get(ACCESS_SOURCE), app.get(KeyRing), config.access.stdioCaller);
    const door = openDoor(app, config, caller, { input: process.stdin, output: process.stdout });
    endInOrder(door, logger);
    logger.info({ mode: caller.mode, principal: caller.id }, 'ready');
    await door.serve();
  } finally {
    await app.close();
    await writeLastLines(logger);
  }
}

/** Their port may be that of a service beside it, which has the same settings. */
function withoutMetrics(config: GatewayConfig): GatewayConfig {
  return { ...config, telemetry: { ...config.telemetry, metrics: undefined } };
}

/** The first signal leaves in order; at the second, somebody does not want to wait. */
function endInOrder(door: StdioDoor, logger: Logger): void {
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => door.leave());
  process.on('uncaughtException', (err) => {
    logger.fatal({ err }, 'uncaught exception');
    process.exitCode = 1;
    door.leave();
  });
  process.on('unhandledRejection', (err) => logger.error({ err }, 'unhandled rejection'));
}

/** A host shows what stands on standard error. */
function fail(error: unknown): void {
  const expected = error instanceof ConfigurationError || error instanceof AuditFileProblem;
  const reason = expected ? error.message : ((error as Error).stack ?? String(error));
  process.stderr.write(`Odoo MCP Server cannot start. ${reason}\n`);
  process.exitCode = 1;
}

serve()
  .catch(fail)
  .finally(() => process.exit());
