import 'reflect-metadata';
import { ConfigurationError, loadConfig } from '#libs/config';
import { LOGGER, type Logger } from '#libs/observability';
import { createApplication } from './create-application.js';
import { packageVersion } from './package-version.js';

async function start(): Promise<void> {
  const config = await loadConfig({ packageVersion: packageVersion() });
  const app = await createApplication(config);
  // Ends with 0 once everything is closed, and not by the signal itself.
  app.enableShutdownHooks(['SIGTERM', 'SIGINT'], { useProcessExit: true });
  const { host, port } = config.server;
  await app.listen(port, host);
  const { mode } = config.mcp;
  app.get<Logger>(LOGGER).info({ url: await app.getUrl(), mode, odoo: config.odoo.url.origin }, 'ready');
  if (config.access.apiKey === undefined && !config.oauth) {
    app.get<Logger>(LOGGER).warn('No API_KEY is set: only clients on this machine are served.');
  }
}

/** A start that fails says why in words and ends non-zero, so that whoever started it notices. */
function fail(error: unknown): void {
  const { code, message } = error as NodeJS.ErrnoException;
  const expected = error instanceof ConfigurationError || code === 'EADDRINUSE' || code === 'EACCES';
  const reason = expected ? message : ((error as Error).stack ?? String(error));
  process.stderr.write(`Odoo MCP Server cannot start. ${reason}\n`);
  process.exit(1);
}

start().catch(fail);
