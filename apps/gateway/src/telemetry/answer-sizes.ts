import type { GatewayMetrics } from '#libs/observability';
import type { FastifyInstance } from 'fastify';
import { doorOf } from '../http/door.js';
import { isProbe } from '../http/entrance.js';

/** Measures what goes out over HTTP, heads included; probes aside, which are many and small. */
export function measureAnswers(fastify: FastifyInstance, metrics: Pick<GatewayMetrics, 'answered'>): void {
  fastify.addHook('onRequest', async ({ url, raw: { socket } }, { raw: response }) => {
    if (isProbe(url)) return;
    const before = socket.bytesWritten;
    // Whatever becomes of it: an answer, or a client that has hung up.
    response.once('close', () => metrics.answered(doorOf(url), socket.bytesWritten - before));
  });
}
