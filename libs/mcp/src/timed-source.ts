import { type CallSource, shorterTime, timeoutInMeta } from '#libs/contracts';
import type { ServerContext } from '@modelcontextprotocol/server';
import { toProtocolError } from './protocol-error.js';
import type { ServedClient } from './served-client.js';

/**
 * Where a request came from, and how long it is waited for: the shorter of what its door and its `_meta` say.
 * @throws ProtocolError for a `_meta` that names no time.
 */
export function timedSource(client: ServedClient, context: ServerContext): CallSource {
  const source = client.sourceOf(context);
  try {
    return { ...source, timeoutMs: shorterTime(source.timeoutMs, timeoutInMeta(context.mcpReq._meta)) };
  } catch (error) {
    throw toProtocolError(error);
  }
}
