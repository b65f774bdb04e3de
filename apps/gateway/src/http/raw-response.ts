import type { ServerResponse } from 'node:http';
import type { FastifyReply } from 'fastify';

/** Takes a response away from Fastify. What hooks have set (CORS, request id) goes with it. */
export function rawResponse(reply: FastifyReply): ServerResponse {
  reply.hijack();
  const { raw } = reply;
  for (const [name, value] of Object.entries(reply.getHeaders())) {
    if (value !== undefined) raw.setHeader(name, value);
  }
  return raw;
}
