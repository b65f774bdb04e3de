import type { FastifyInstance, FastifyRequest } from 'fastify';

const MALFORMED = Symbol('malformed JSON');

/** The path on which the protocol itself says how malformed JSON is answered. */
const MCP_PATH = '/mcp';

/** Throws for text that is no JSON. */
export type JsonParser = (text: string) => unknown;

export function isMalformed(body: unknown): boolean {
  return body === MALFORMED;
}

/** Parses JSON, and refuses `__proto__` members. */
export function strictJson(fastify: FastifyInstance): JsonParser {
  const parse = fastify.getDefaultJsonParser('error', 'error');
  return (text) => {
    let value: unknown;
    // Fastify's parser looks at the text alone, and calls back before it returns.
    void parse(undefined as never, text, (error, body) => {
      if (error) throw error;
      value = body;
    });
    return value;
  };
}

/** Parses JSON bodies up to a size. */
export function installJsonBody(fastify: FastifyInstance, parse: JsonParser, bodyLimit: number): void {
  fastify.removeContentTypeParser('application/json');
  const options = { parseAs: 'string', bodyLimit } as const;
  fastify.addContentTypeParser('application/json', options, async (request: FastifyRequest, text: string) => {
    try {
      return parse(text);
    } catch (error) {
      if (pathOf(request) === MCP_PATH) return MALFORMED;
      throw error;
    }
  });
}

function pathOf(request: FastifyRequest): string | undefined {
  return request.url.split('?', 1)[0];
}
