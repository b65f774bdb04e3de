import type { ServerResponse } from 'node:http';

const PARSE_ERROR = -32700;
const INVALID_REQUEST = -32600;

/** Answers a request that reached no server object. */
export function protocolFailure(
  response: ServerResponse,
  status: number,
  message: string,
  code = INVALID_REQUEST,
): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify({ jsonrpc: '2.0', id: null, error: { code, message } }));
}

export function parseFailure(response: ServerResponse): void {
  protocolFailure(response, 400, 'The body is not JSON.', PARSE_ERROR);
}
