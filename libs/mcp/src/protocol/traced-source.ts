import { type CallSource, traceContextInMeta } from '#libs/contracts';
import { PROTOCOL_VERSION_META_KEY, type ServerContext } from '@modelcontextprotocol/server';

/**
 * Where a request comes from, with what it says of itself: the trace in its `_meta` wins over that of a header.
 * @param sessionId names the session in traces; the id that its client knows tells what the client has said of itself.
 */
export function tracedSource(source: CallSource = {}, { mcpReq }: ServerContext, sessionId?: string): CallSource {
  const version = (mcpReq.envelope as Readonly<Record<string, unknown>> | undefined)?.[PROTOCOL_VERSION_META_KEY];
  return {
    ...source,
    trace: traceContextInMeta(mcpReq._meta) ?? source.trace,
    protocol: { requestId: mcpReq.id, sessionId, version: typeof version === 'string' ? version : undefined },
  };
}
