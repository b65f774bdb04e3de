import 'reflect-metadata';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { ACCESS_SOURCE, type AccessSource, ConfigurationError, loadConfig, type ServerConfig } from '#libs/config';
import { AuditFileProblem, LOGGER, type Logger, writeLastLines } from '#libs/observability';
import { createApplication } from './create-application.js';
import { ServiceState } from './lifecycle/service-state.js';
import { Shutdown } from './lifecycle/shutdown.js';
import { packageVersion } from './package-version.js';

async function start(): Promise<void> {
  const config = await loadConfig({ packageVersion: packageVersion() });
  const app = await createApplication(config);
  endInOrder(app, config.server);
  const { host, port } = config.server;
  const logger = app.get<Logger>(LOGGER);
  await app.listen(port, host);
  const { mode } = config.mcp;
  const { connections, keys, tokens, local } = app.get<AccessSource>(ACCESS_SOURCE).current;
  const odoo = Array.from(connections.values(), ({ url }) => url.origin).join(', ');
  logger.info({ url: await app.getUrl(), mode, odoo }, 'ready');
  if (keys.length === 0 && local && !config.oauth) {
    logger.warn('No API_KEY is set: only clients on this machine are served.');
  } else if (keys.length + tokens.length === 0) {
    logger.warn('The access file has no keys: nobody is served.');
  }
  // Whoever started it may wait for these lines.
  logger.flush();
}

/** Signals and exceptions that nobody caught end the process; a promise that nobody waited for does not. */
function endInOrder(app: NestFastifyApplication, times: ServerConfig): void {
  const logger = app.get<Logger>(LOGGER);
  const shutdown = new Shutdown({
    state: app.get(ServiceState),
    times,
    logger,
    close: () => app.close(),
    exit: (code) => void writeLastLines(logger).finally(() => process.exit(code)),
  });
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => shutdown.signalled(signal));
  process.on('uncaughtException', (error) => shutdown.failed(error));
  process.on('unhandledRejection', (err) => logger.error({ err }, 'unhandled rejection'));
}

/** A start that fails says why in words and ends non-zero, so that whoever started it notices. */
function fail(error: unknown): void {
  const { code, message } = error as NodeJS.ErrnoException;
  const expected =
    error instanceof ConfigurationError ||
    error instanceof AuditFileProblem ||
    code === 'EADDRINUSE' ||
    code === 'EACCES';
  const reason = expected ? message : ((error as Error).stack ?? String(error));
  process.stderr.write(`Odoo MCP Server cannot start. ${reason}\n`);
  process.exit(1);
}

start().catch(fail);
