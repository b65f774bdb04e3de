import type { FastifyInstance, FastifyRequest } from 'fastify';

const MALFORMED = Symbol('malformed JSON');

/** The path on which the protocol itself says how malformed JSON is answered. */
const MCP_PATH = '/mcp';

export function isMalformed(body: unknown): boolean {
  return body === MALFORMED;
}

/** Parses JSON bodies up to a size, without `__proto__` members. */
export function installJsonBody(fastify: FastifyInstance, bodyLimit: number): void {
  const parse = fastify.getDefaultJsonParser('error', 'error');
  fastify.removeContentTypeParser('application/json');
  fastify.addContentTypeParser('application/json', { parseAs: 'string', bodyLimit }, (request, text, done) => {
    void parse(request, text as string, (error, body) => {
      if (error && pathOf(request) === MCP_PATH) done(null, MALFORMED);
      else done(error, body);
    });
  });
}

function pathOf(request: FastifyRequest): string | undefined {
  return request.url.split('?', 1)[0];
}
