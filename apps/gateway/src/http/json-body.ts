import type { FastifyInstance, FastifyRequest } from 'fastify';
import { GatewayError, InvalidArguments } from '#libs/contracts';

const MALFORMED = Symbol('malformed JSON');

/** The path on which the protocol itself says how malformed JSON is answered. */
const MCP_PATH = '/mcp';

/** Throws for text that is no JSON, and InvalidArguments for JSON that is nested too deep. */
export type JsonParser = (text: string) => unknown;

export function isMalformed(body: unknown): boolean {
  return body === MALFORMED;
}

/** Parses JSON up to a depth, and refuses `__proto__` members. */
export function strictJson(fastify: FastifyInstance, maxDepth: number): JsonParser {
  const parse = fastify.getDefaultJsonParser('error', 'error');
  return (text) => {
    let value: unknown;
    // Fastify's parser looks at the text alone, and calls back before it returns.
    void parse(undefined as never, text, (error, body) => {
      if (error) throw error;
      value = body;
    });
    if (isDeeperThan(value, maxDepth)) throw tooDeep(maxDepth);
    return value;
  };
}

/** Takes JSON bodies up to a size; there are no others. */
export function installJsonBody(fastify: FastifyInstance, parse: JsonParser, bodyLimit: number): void {
  fastify.removeContentTypeParser(['application/json', 'text/plain']);
  const options = { parseAs: 'string', bodyLimit } as const;
  fastify.addContentTypeParser('application/json', options, async (request: FastifyRequest, text: string) => {
    try {
      return parse(text);
    } catch (error) {
      if (pathOf(request) === MCP_PATH && !(error instanceof GatewayError)) return MALFORMED;
      throw error;
    }
  });
}

/** What comes later walks values by recursion, and would run out of stack. */
function isDeeperThan(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some((member) => isDeeperThan(member, levels - 1));
}

function tooDeep(levels: number): InvalidArguments {
  return new InvalidArguments(`The body is nested more than ${levels} levels deep.`, {
    hint: 'The operator sets MAX_BODY_DEPTH.',
  });
}

function pathOf(request: FastifyRequest): string | undefined {
  return request.url.split('?', 1)[0];
}
