import type { RequestId } from '@modelcontextprotocol/server';
import type { McpExchange } from '../mcp-exchange.js';
import { requestIdOf } from './request-id.js';

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

export function invalidRequest(
  message: string,
  id: RequestId | null = null,
  code: number = INVALID_REQUEST,
): ProtocolFailure {
  return { jsonrpc: '2.0', id, error: { code, message } };
}

/** Answers a request that reached no server object, under its id where it has one. */
export function protocolFailure(
  { response, body }: Pick<McpExchange, 'response' | 'body'>,
  status: number,
  message: string,
  code?: number,
): void {
  respond(response, status, invalidRequest(message, requestIdOf(body) ?? null, code));
}

export function parseFailure({ response }: Pick<McpExchange, 'response'>): void {
  respond(response, 400, notJson('The body is not JSON.'));
}

function respond(response: McpExchange['response'], status: number, failure: ProtocolFailure): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(failure));
}
