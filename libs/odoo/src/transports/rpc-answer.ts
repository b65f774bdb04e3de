import type { Operation } from '#libs/contracts';
import { faultToError, notOdoo, readFault } from '../odoo-faults.js';
import type { OdooHttpResponse } from '../odoo-http.js';

/** The envelope that the session and JSON-RPC wrap every call in. */
export function rpcRequest(params: unknown): Record<string, unknown> {
  return { jsonrpc: '2.0', method: 'call', id: null, params };
}

/**
 * The result inside that envelope; null for a method that returns nothing, for which Odoo 14 leaves `result` out.
 * @throws GatewayError for a fault, and for an answer that is not such an envelope.
 */
export function rpcResult(response: OdooHttpResponse, operation?: Partial<Operation>): unknown {
  const envelope = response.json;
  if (typeof envelope !== 'object' || envelope === null || !('jsonrpc' in envelope)) throw notOdoo(response.status);
  if ('error' in envelope) {
    const fault = readFault(envelope.error);
    throw fault ? faultToError(fault, operation) : notOdoo(response.status);
  }
  return 'result' in envelope ? envelope.result : null;
}
