import type { CallSource } from '#libs/contracts';
import type { GuardedRequest } from '#libs/permissions';

/** W3C Trace Context, version 00; an id of zeros names no trace. */
const TRACE_PARENT = /^00-(?!0{32})([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}$/;

/** Where a request comes from: the client's address, and the trace that it belongs to where it says so. */
export function sourceOf({ ip: address, headers }: Pick<GuardedRequest, 'ip' | 'headers'>): CallSource {
  const { traceparent } = headers;
  const traceId = typeof traceparent === 'string' ? TRACE_PARENT.exec(traceparent)?.[1] : undefined;
  return { address, ...(traceId !== undefined && { traceId }) };
}
