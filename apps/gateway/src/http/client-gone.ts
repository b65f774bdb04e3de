import type { FastifyReply } from 'fastify';

/** Aborted when the client hangs up before it has its whole answer, so that nobody is worked for in vain. */
export function clientGone({ raw: response }: FastifyReply): AbortSignal {
  const controller = new AbortController();
  response.once('close', () => {
    if (!response.writableFinished) controller.abort();
  });
  return controller.signal;
}
