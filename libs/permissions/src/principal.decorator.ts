import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { type Principal, Unauthenticated } from '#libs/contracts';
import { requestOf } from './guarded-request.js';

/** Hands a route the caller that ApiKeyGuard found. */
export const CurrentPrincipal = createParamDecorator((_data: unknown, context: ExecutionContext): Principal => {
  const { principal } = requestOf(context);
  if (!principal) throw new Unauthenticated('A key is needed.');
  return principal;
});
