import { type CallSource, traceContextIn } from '#libs/contracts';
import type { GuardedRequest } from '#libs/permissions';

/** Where a request comes from: the client's address, and the trace that it belongs to where it says so. */
export function sourceOf({ ip: address, headers }: Pick<GuardedRequest, 'ip' | 'headers'>): CallSource {
  const trace = traceContextIn(headers['traceparent']);
  return { address, ...(trace && { trace }) };
}
