import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { IDEMPOTENCY_HEADER, idempotencyKeyIn, REPLAYED_HEADER, type ToolCall, Unauthenticated } from '#libs/contracts';
import type { GuardedRequest } from '#libs/permissions';
import { sourceOf } from './call-source.js';
import { clientGone } from './client-gone.js';
import { timeoutOf } from './request-timeout.js';

/** What a REST request adds to a tool call: who, by which door, under which id, until when. */
export type RequestCall = Omit<ToolCall, 'tool' | 'arguments'>;

/** Hands a route everything that a tool call needs besides its name and arguments. */
export const Call = createParamDecorator((_data: unknown, context: ExecutionContext): RequestCall => {
  const http = context.switchToHttp();
  const request = http.getRequest<GuardedRequest>();
  const { principal, id: requestId } = request;
  if (!principal) throw new Unauthenticated('A key is needed.');
  const reply = http.getResponse<FastifyReply>();
  return {
    principal,
    door: 'rest',
    requestId,
    ...sourceOf(request),
    ...timeoutOf(request),
    signal: clientGone(reply),
    idempotencyKey: idempotencyKeyIn(request.headers[IDEMPOTENCY_HEADER]),
    replayed: () => void reply.header(REPLAYED_HEADER, 'true'),
  };
});
