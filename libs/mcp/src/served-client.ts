import type { CallSource, Door, Principal } from '#libs/contracts';
import type { ServerContext } from '@modelcontextprotocol/server';

/** Whom a server object serves: one client, by one door, and nobody else as long as it lives. */
export interface ServedClient {
  /** Who has begun. */
  readonly principal: Principal;
  readonly door: Door;
  /** The same, with what they may do by the token that came with this request. */
  principalOf(context: ServerContext): Principal;
  /** Names a request in logs. */
  requestIdOf(context: ServerContext): string;
  sourceOf(context: ServerContext): CallSource;
  /** The idempotency key in the head of an HTTP request, as it was sent; a WebSocket has no head for each. */
  idempotencyHeaderOf(context: ServerContext): string | undefined;
}
