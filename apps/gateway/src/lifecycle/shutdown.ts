import { constants } from 'node:os';
import type { ServerConfig } from '#libs/config';
import type { Logger } from '#libs/observability';
import type { ServiceState } from './service-state.js';

export type EndSignal = 'SIGTERM' | 'SIGINT';

export interface ShutdownServices {
  readonly state: ServiceState;
  readonly times: Pick<ServerConfig, 'shutdownDelayMs' | 'shutdownGraceMs'>;
  readonly logger: Logger;
  /** Takes no more, and resolves once all that is under way has ended. */
  readonly close: () => Promise<void>;
  readonly exit: (code: number) => void;
}

/** How the process ends: once, in order, and in time. */
export class Shutdown {
  private begun = false;
  private code = 0;

  constructor(private readonly services: ShutdownServices) {}

  /** The first ends it in order; at the second, somebody does not want to wait. Who types Ctrl-C is no load balancer. */
  signalled(signal: EndSignal): void {
    const { logger, times, exit } = this.services;
    if (this.begun) {
      logger.warn({ signal }, 'ended at once');
      return exit(128 + constants.signals[signal]);
    }
    this.begin(signal === 'SIGTERM' ? times.shutdownDelayMs : 0, { signal });
  }

  /** An exception that nobody caught: what was half done then is not known, so nothing new is begun on it. */
  failed(err: unknown): void {
    this.services.logger.fatal({ err }, 'uncaught exception');
    this.code = 1;
    if (!this.begun) this.begin(0, {});
  }

  private begin(delayMs: number, line: object): void {
    const { state, times, logger, exit } = this.services;
    this.begun = true;
    state.drain();
    logger.info({ ...line, delayMs, graceMs: times.shutdownGraceMs }, 'shutting down');
    // Connections are cut before; this is for what nobody has thought of.
    setTimeout(() => {
      logger.error('The shutdown did not come to its end.');
      exit(1);
    }, times.shutdownGraceMs + LAST_RESORT_MS).unref();
    setTimeout(() => void this.close(), delayMs);
  }

  private async close(): Promise<void> {
    const { close, exit, logger } = this.services;
    try {
      await close();
      exit(this.code);
    } catch (err) {
      logger.error({ err }, 'shutdown failed');
      exit(1);
    }
  }
}

const LAST_RESORT_MS = 2000;
