import type { IncomingHttpHeaders } from 'node:http';
import type { ExecutionContext } from '@nestjs/common';
import { Internal, type Principal } from '#libs/contracts';

/** A request on its way through the guards; the principal is there once ApiKeyGuard has passed. */
export interface GuardedRequest {
  readonly id: string;
  /** The client's address, behind trusted proxies. */
  readonly ip: string;
  readonly headers: IncomingHttpHeaders;
  readonly raw: { readonly socket: { readonly remoteAddress?: string | undefined } };
  principal?: Principal;
}

/** A WebSocket, with the request that opened it once the guards have let that pass. */
export interface GuardedSocket {
  readonly handshake?: GuardedRequest;
}

/**
 * What guards judge: the request under way, or for a message the one that opened its socket, so that a key, an address
 * and a rate count at every message anew.
 * @throws Internal for a socket that came past the guards, which must never happen.
 */
export function requestOf(context: ExecutionContext): GuardedRequest {
  if (context.getType() === 'http') return context.switchToHttp().getRequest<GuardedRequest>();
  const { handshake } = context.switchToWs().getClient<GuardedSocket>();
  if (!handshake) throw new Internal(new Error('A socket was opened past the guards.'));
  return handshake;
}
