import type { FastifyRequest } from 'fastify';

/** Aborted when the client hangs up before its answer, so that nobody is worked for in vain. */
export function clientGone({ raw }: FastifyRequest): AbortSignal {
  const controller = new AbortController();
  const { socket } = raw;
  const abort = () => controller.abort();
  socket.once('close', abort);
  // A kept-alive socket serves many requests; each takes its listener away again.
  raw.once('close', () => {
    if (!socket.destroyed) socket.off('close', abort);
  });
  return controller.signal;
}
