import type { OdooVersion } from '../orm/model-definition.js';
import { SESSION_EXPIRED, type OdooFault } from '../orm/odoo-fault.js';
import type { Json } from '../orm/row.js';
import { JSON_HEADERS, jsonAnswer, NO_SNIFF, type Answer } from './answer.js';
import { tracebackOf } from './traceback.js';

const FAULT_HEADERS: Readonly<Record<OdooVersion, Answer['headers']>> = {
  14: { 'content-type': 'application/json' },
  19: JSON_HEADERS,
};

const RESULT_HEADERS: Readonly<Record<OdooVersion, Answer['headers']>> = {
  14: FAULT_HEADERS[14],
  19: { ...JSON_HEADERS, ...NO_SNIFF },
};

/** JSON-RPC's success; a method that returned nothing leaves `result` out altogether, in 19 as in 14. */
export function rpcResult(
  version: OdooVersion,
  id: Json,
  result: Json | undefined,
  headers: Answer['headers'] = {},
): Answer {
  const member = result === undefined || result === null ? '' : `,"result":${JSON.stringify(result)}`;
  return jsonAnswer(`{"jsonrpc":"2.0","id":${JSON.stringify(id)}${member}}`, {
    ...RESULT_HEADERS[version],
    ...headers,
  });
}

/** JSON-RPC's failure: HTTP 200 whatever happened. */
export function rpcFault(
  version: OdooVersion,
  id: Json,
  fault: OdooFault,
  headers: Answer['headers'] = {},
  status = 200,
): Answer {
  const error = { ...titleOf(version, fault), data: describe(version, fault) };
  return jsonAnswer(JSON.stringify({ jsonrpc: '2.0', id, error }), { ...FAULT_HEADERS[version], ...headers }, status);
}

/** JSON-2's failure: the fault itself under its own status. */
export const json2Fault = (fault: OdooFault): Answer =>
  jsonAnswer(
    JSON.stringify(describe(19, fault)),
    fault.httpStatus === 401 ? { 'www-authenticate': 'Bearer ' } : {},
    fault.httpStatus,
  );

function titleOf(version: OdooVersion, fault: OdooFault): { code: number; message: string } {
  if (fault.fault === SESSION_EXPIRED) return { code: 100, message: 'Odoo Session Expired' };
  if (fault.fault === 'werkzeug.exceptions.NotFound') return { code: 404, message: '404: Not Found' };
  return { code: version === 14 ? 200 : 0, message: 'Odoo Server Error' };
}

function describe(version: OdooVersion, fault: OdooFault): { readonly [key: string]: Json } {
  const { fault: name, message, faultArguments, context } = fault;
  const debug = tracebackOf(version, fault);
  return version === 19
    ? { name, message, arguments: faultArguments, context, debug }
    : { name, debug, message, arguments: faultArguments, context };
}
