import { type DestinationStream, type Logger, type LoggerOptions, pino, stdTimeFunctions } from 'pino';
import type { GatewayConfig } from '#libs/config';

export const LOGGER = Symbol('LOGGER');

/** Names under which a secret might stand in something that is logged. */
const SECRET_NAMES = [
  'authorization',
  'cookie',
  'set-cookie',
  'password',
  'apiKey',
  'api_key',
  'x-api-key',
  'sec-websocket-protocol',
  'secret',
  'token',
  'stateSecret',
];

/** Secrets are masked where they could stand: at the top, in headers, one level down. */
const REDACTED_PATHS = SECRET_NAMES.flatMap((name) => [`["${name}"]`, `*["${name}"]`, `*.headers["${name}"]`]);

/** File descriptors of the process's own streams. */
export type StandardStream = 1 | 2;

/** Says where logs go: to standard error where standard output has another use. Optional. */
export const LOG_STREAM = Symbol('LOG_STREAM');

/** Structured logs on standard output, or where they are wanted; readable ones with DEBUG. */
export function createLogger(
  { server }: Pick<GatewayConfig, 'server'>,
  destination?: DestinationStream | StandardStream,
): Logger {
  const options: LoggerOptions = {
    level: server.logLevel,
    timestamp: stdTimeFunctions.isoTime,
    base: null,
    formatters: { level: (label) => ({ level: label }) },
    redact: { paths: REDACTED_PATHS, censor: '[redacted]' },
    ...(server.debug && {
      transport: { target: 'pino-pretty', options: { singleLine: true, sync: true, destination: destination ?? 1 } },
    }),
  };
  if (typeof destination === 'object') return pino(options, destination);
  if (server.debug) return pino(options);
  const lines = pino.destination({ ...WRITING, dest: destination ?? 1, maxLength: server.logMaxWaitingBytes });
  const logger = pino(options, lines);
  let leftOut = 0;
  lines.on('drop', () => (leftOut += 1));
  lines.on('drain', () => {
    if (leftOut > 0) logger.warn({ lines: leftOut }, 'lines of the log were left out: who reads it is too slow');
    leftOut = 0;
  });
  return logger;
}

/** Lines are written together and beside the work, soon after; what is left when the process ends is written then. */
const WRITING = { sync: false, minLength: 8192, periodicFlush: 100 };

/** In which whoever reads the log takes its last lines, in milliseconds. */
const LAST_LINES_MS = 1000;

/**
 * Writes what is left of the log, as far as it is read: that is to be tried before the process exits, for what pino
 * writes then it writes again and again where nobody reads.
 */
export async function writeLastLines(logger: Logger): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const written = new Promise<void>((resolve) => logger.flush(() => resolve()));
  const enough = new Promise<void>((resolve) => (timer = setTimeout(resolve, LAST_LINES_MS)));
  await Promise.race([written, enough]);
  clearTimeout(timer);
}
