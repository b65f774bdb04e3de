import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { type ToolCall, Unauthenticated } from '#libs/contracts';
import type { GuardedRequest } from '#libs/permissions';
import { clientGone } from './client-gone.js';

/** What a REST request adds to a tool call: who, by which door, under which id, until when. */
export type RequestCall = Omit<ToolCall, 'tool' | 'arguments'>;

/** Hands a route everything that a tool call needs besides its name and arguments. */
export const Call = createParamDecorator((_data: unknown, context: ExecutionContext): RequestCall => {
  const http = context.switchToHttp();
  const { principal, id: requestId } = http.getRequest<GuardedRequest>();
  if (!principal) throw new Unauthenticated('A key is needed.');
  return { principal, door: 'rest', requestId, signal: clientGone(http.getResponse<FastifyReply>()) };
});
