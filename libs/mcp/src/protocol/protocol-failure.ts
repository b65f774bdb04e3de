import type { ServerResponse } from 'node:http';
import type { RequestId } from '@modelcontextprotocol/server';

const PARSE_ERROR = -32700;
const INVALID_REQUEST = -32600;

/** The answer to something that reaches no server object. */
export interface ProtocolFailure {
  readonly jsonrpc: '2.0';
  readonly id: RequestId | null;
  readonly error: { readonly code: number; readonly message: string };
}

export function notJson(message: string): ProtocolFailure {
  return { jsonrpc: '2.0', id: null, error: { code: PARSE_ERROR, message } };
}

export function invalidRequest(message: string, id: RequestId | null = null): ProtocolFailure {
  return { jsonrpc: '2.0', id, error: { code: INVALID_REQUEST, message } };
}

/** Answers a request that reached no server object. */
export function protocolFailure(response: ServerResponse, status: number, message: string): void {
  respond(response, status, invalidRequest(message));
}

export function parseFailure(response: ServerResponse): void {
  respond(response, 400, notJson('The body is not JSON.'));
}

function respond(response: ServerResponse, status: number, failure: ProtocolFailure): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(failure));
}
