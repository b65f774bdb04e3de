import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { LimitsConfig } from '#libs/config';
import { GatewayError, InvalidArguments, PayloadTooLarge } from '#libs/contracts';
import { jsonShape } from './json-shape.js';

const MALFORMED = Symbol('malformed JSON');

/** The path on which the protocol itself says how malformed JSON is answered. */
const MCP_PATH = '/mcp';

/** Throws for text that is no JSON; InvalidArguments or PayloadTooLarge for what is too deep or has too many members. */
export type JsonParser = (text: string) => unknown;

export function isMalformed(body: unknown): boolean {
  return body === MALFORMED;
}

/**
 * Parses JSON up to a depth and a number of members, which are counted first: what parsing costs is told by them, not
 * by the length. Refuses `__proto__` members.
 */
export function strictJson(
  fastify: FastifyInstance,
  { maxBodyDepth, maxBodyMembers }: Pick<LimitsConfig, 'maxBodyDepth' | 'maxBodyMembers'>,
): JsonParser {
  const parse = fastify.getDefaultJsonParser('error', 'error');
  return (text) => {
    const { depth, members } = jsonShape(text);
    // What comes later walks values by recursion, and would run out of stack.
    if (depth > maxBodyDepth) throw tooDeep(maxBodyDepth);
    if (members > maxBodyMembers) throw tooMany(maxBodyMembers);
    let value: unknown;
    // Fastify's parser looks at the text alone, and calls back before it returns.
    void parse(undefined as never, text, (error, body) => {
      if (error) throw error;
      value = body;
    });
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

function tooDeep(levels: number): InvalidArguments {
  return new InvalidArguments(`The body is nested more than ${levels} levels deep.`, {
    hint: 'The operator sets MAX_BODY_DEPTH.',
  });
}

function tooMany(members: number): PayloadTooLarge {
  return new PayloadTooLarge(`The body has more than ${members} members and items.`, {
    hint: 'Send it in parts; the operator sets MAX_BODY_MEMBERS.',
  });
}

function pathOf(request: FastifyRequest): string | undefined {
  return request.url.split('?', 1)[0];
}
