import type { CallSource, Door, Principal } from '#libs/contracts';
import type { ServerContext } from '@modelcontextprotocol/server';

/** Whom a server object serves: one client, by one door, and nobody else as long as it lives. */
export interface ServedClient {
  readonly principal: Principal;
  readonly door: Door;
  /** Names a request in logs. */
  requestIdOf(context: ServerContext): string;
  sourceOf(context: ServerContext): CallSource;
}
