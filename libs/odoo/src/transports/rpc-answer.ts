import { type Operation, signatureOf } from '#libs/contracts';
import { faultToError, notOdoo, readFault } from '../odoo-faults.js';
import type { OdooHttpResponse } from '../odoo-http.js';

/** The envelope that the session and JSON-RPC wrap every call in. */
export function rpcRequest(params: unknown): Record<string, unknown> {
  return { jsonrpc: '2.0', method: 'call', id: null, params };
}

/** Arguments as these two ways take them: the records' ids, and the values of create, by place and never by name. */
export function rpcArguments({ method, args, kwargs }: Operation): Pick<Operation, 'args' | 'kwargs'> {
  const first = firstByPlace(method);
  if (args.length > 0 || first === undefined || !Object.hasOwn(kwargs, first)) return { args, kwargs };
  const { [first]: value, ...named } = kwargs;
  return { args: [value], kwargs: named };
}

function firstByPlace(method: string): string | undefined {
  if (method === 'create') return 'vals_list';
  return signatureOf(method)?.onRecords === false ? undefined : 'ids';
}

/**
 * The result inside that envelope; null for a method that returns nothing, for which Odoo 14 leaves `result` out.
 * @throws GatewayError for a fault, and for an answer that is not such an envelope.
 */
export function rpcResult(response: OdooHttpResponse, operation?: Partial<Operation>): unknown {
  const envelope = response.json;
  if (typeof envelope !== 'object' || envelope === null || !('jsonrpc' in envelope)) throw notOdoo(response);
  if ('error' in envelope) {
    const fault = readFault(envelope.error);
    throw fault ? faultToError(fault, operation) : notOdoo(response);
  }
  return 'result' in envelope ? envelope.result : null;
}
