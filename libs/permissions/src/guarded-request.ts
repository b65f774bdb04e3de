import type { FastifyRequest } from 'fastify';
import type { Principal } from '#libs/contracts';

/** A request on its way through the guards; the principal is there once ApiKeyGuard has passed. */
export interface GuardedRequest extends FastifyRequest {
  principal?: Principal;
}
