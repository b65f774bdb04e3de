import type { ServerResponse } from 'node:http';
import type { FastifyReply } from 'fastify';

/** The response behind a reply, for whoever writes it from here on. */
export function takenOver(reply: FastifyReply): ServerResponse {
  reply.hijack();
  const { raw: response } = reply;
  // What hooks have set (CORS, request id) would be lost with the reply that is left behind.
  for (const [name, value] of Object.entries(reply.getHeaders())) {
    if (value !== undefined) response.setHeader(name, value);
  }
  return response;
}
