import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { SocketConnections } from '../ws/socket-connections.js';
import type { HttpConnections } from './http-connections.js';
import { ServiceState } from './service-state.js';

/**
 * While the server closes, connections on which nothing is under way are closed as soon as that is so, and the others
 * cut when the time to end is over, so that a shutdown always ends.
 */
export function closeInTime(app: NestFastifyApplication, connections: HttpConnections, graceMs: number): void {
  const fastify = app.getHttpAdapter().getInstance();
  const { server } = fastify;
  fastify.addHook('preClose', async () => {
    const cut = setTimeout(() => {
      server.closeAllConnections();
      app.get(SocketConnections).cut();
    }, app.get(ServiceState).leftOf(graceMs));
    const sweep = setInterval(() => connections.closeIdle(), IDLE_SWEEP_MS);
    server.once('close', () => {
      clearTimeout(cut);
      clearInterval(sweep);
    });
  });
}

const IDLE_SWEEP_MS = 50;
