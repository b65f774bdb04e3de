import type { McpExchange } from '../mcp-exchange.js';
import { requestIdOf } from './request-id.js';

const PARSE_ERROR = -32700;
const INVALID_REQUEST = -32600;

/** Answers a request that reached no server object, under its id where it has one. */
export function protocolFailure(
  { response, body }: Pick<McpExchange, 'response' | 'body'>,
  status: number,
  message: string,
  code = INVALID_REQUEST,
): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify({ jsonrpc: '2.0', id: requestIdOf(body) ?? null, error: { code, message } }));
}

export function parseFailure({ response }: Pick<McpExchange, 'response'>): void {
  protocolFailure({ response, body: undefined }, 400, 'The body is not JSON.', PARSE_ERROR);
}
