import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { LimitsConfig } from '#libs/config';
import { InvalidArguments } from '#libs/contracts';

const MALFORMED = Symbol('malformed JSON');

/** The path on which the protocol itself says how malformed JSON is answered. */
const MCP_PATH = '/mcp';

export function isMalformed(body: unknown): boolean {
  return body === MALFORMED;
}

/** Parses JSON bodies up to a size and a depth, without `__proto__` members; there are no others. */
export function installJsonBody(
  fastify: FastifyInstance,
  { maxBodyBytes: bodyLimit, maxBodyDepth }: Pick<LimitsConfig, 'maxBodyBytes' | 'maxBodyDepth'>,
): void {
  const parse = fastify.getDefaultJsonParser('error', 'error');
  fastify.removeContentTypeParser(['application/json', 'text/plain']);
  fastify.addContentTypeParser('application/json', { parseAs: 'string', bodyLimit }, (request, text, done) => {
    void parse(request, text as string, (error, body) => {
      if (error && pathOf(request) === MCP_PATH) done(null, MALFORMED);
      else if (!error && isDeeperThan(body, maxBodyDepth)) done(tooDeep(maxBodyDepth));
      else done(error, body);
    });
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
