import { HttpException } from '@nestjs/common';
import {
  type GatewayError,
  InvalidArguments,
  NotFound,
  PayloadTooLarge,
  publicError,
  toGatewayError,
} from '#libs/contracts';
import { envelopeOf, type RpcEnvelope } from '../http/seed-call.js';

const INVALID_PARAMS = -32602;
const INTERNAL_ERROR = -32603;

/** What the framework throws (it turns Fastify's errors into Nest's), in the gateway's words. */
export function explain(error: unknown): GatewayError {
  if (!(error instanceof HttpException)) return toGatewayError(error);
  switch (error.getStatus()) {
    case 400:
      return new InvalidArguments('The body is not JSON.', { hint: 'Check its quotes, commas and brackets.' });
    case 404:
      return new NotFound('There is no such route.', { layer: 'arguments', hint: 'See the README for the addresses.' });
    case 413:
      return new PayloadTooLarge('The body is too large.', { hint: 'The operator sets MAX_BODY_BYTES.' });
    case 415:
      return new InvalidArguments('The body must be JSON.', { hint: 'Send Content-Type: application/json.' });
    default:
      return toGatewayError(error);
  }
}

/**
 * The body that tells a caller of an error. Below `/mcp` it has JSON-RPC's members, the request's id, and everything
 * that is known under `data`; elsewhere `error` holds that itself.
 */
export function errorBody(error: GatewayError, path: string, body: unknown, debug: boolean): unknown {
  if (!/^\/mcp(?:\/|\?|$)/.test(path)) return { error: publicError(error, debug) };
  const envelope = envelopeOf(body);
  return rpcError(error, { ...envelope, jsonrpc: envelope.jsonrpc || /^\/mcp(?:\?|$)/.test(path) }, debug);
}

/**
 * An error with JSON-RPC's members, everything that is known under `data`.
 * @param cursor of a stream, where it may be taken up again.
 */
export function rpcError(error: GatewayError, { id, jsonrpc }: RpcEnvelope, debug: boolean, cursor?: string): unknown {
  const data = { ...publicError(error, debug), ...(error.retryable && cursor !== undefined && { cursor }) };
  return { ...(jsonrpc && { jsonrpc: '2.0' }), error: { code: rpcCode(error), message: data.message, data }, id };
}

/** JSON-RPC's own codes where they fit; else the HTTP status, which is outside of what it reserves. */
function rpcCode(error: GatewayError): number {
  // By its code: a refusal that is told again is of another class.
  if (error.code === 'invalid_arguments') return INVALID_PARAMS;
  return error.httpStatus === 500 ? INTERNAL_ERROR : error.httpStatus;
}
