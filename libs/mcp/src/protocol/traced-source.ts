import { type CallSource, traceContextInMeta } from '#libs/contracts';
import { PROTOCOL_VERSION_META_KEY, type ServerContext } from '@modelcontextprotocol/server';

/** Where a request comes from, with what it says of itself: the trace in its `_meta` wins over that of a header. */
export function tracedSource(source: CallSource = {}, { mcpReq, sessionId }: ServerContext): CallSource {
  const version = (mcpReq.envelope as Readonly<Record<string, unknown>> | undefined)?.[PROTOCOL_VERSION_META_KEY];
  return {
    ...source,
    trace: traceContextInMeta(mcpReq._meta) ?? source.trace,
    protocol: { requestId: mcpReq.id, sessionId, version: typeof version === 'string' ? version : undefined },
  };
}
