import type { IncomingMessage } from 'node:http';
import {
  CLIENT_CAPABILITIES_META_KEY,
  CLIENT_INFO_META_KEY,
  PROTOCOL_VERSION_META_KEY,
  type RequestId,
} from '@modelcontextprotocol/server';

/** All of its head that the SDK may look at before it serves a request or refuses it, but for the name of what is asked. */
const HEAD = ['host', 'content-type', 'accept', 'mcp-protocol-version', 'mcp-method'];

/** What a client says of itself in every request alike. */
const ENVELOPE = new Set([PROTOCOL_VERSION_META_KEY, CLIENT_INFO_META_KEY, CLIENT_CAPABILITIES_META_KEY]);

/** In characters; icons of a client are longer. */
const MAX_RECOGNIZED = 2_000;

export type Members = Readonly<Record<string, unknown>>;

/** A request whose own members are those of JSON-RPC, and no others. */
export interface PlainRequest {
  readonly id: RequestId;
  readonly method: unknown;
  readonly params: Members;
}

/** @returns undefined for all that is of another form. */
export function plainRequest({ method: httpMethod }: IncomingMessage, body: unknown): PlainRequest | undefined {
  if (httpMethod !== 'POST' || !isObject(body)) return undefined;
  const { jsonrpc, id, method, params = {}, ...others } = body;
  if (jsonrpc !== '2.0' || !isId(id) || !isObject(params) || Object.keys(others).length > 0) return undefined;
  return { id, method, params };
}

/**
 * What a request is recognized by, when another like it comes: its head, and what else the answer depends on.
 * @param body of what is in its body.
 * @returns undefined for one that is not to be remembered.
 */
export function recognizedBy({ url, headers }: IncomingMessage, others: unknown, body: unknown): string | undefined {
  const asked = JSON.stringify(body);
  // A number that is too large for JSON would read like a null.
  if (asked.includes('null')) return undefined;
  const text = `${JSON.stringify([url, ...HEAD.map((name) => headers[name]), others])}${asked}`;
  return text.length <= MAX_RECOGNIZED ? text : undefined;
}

export function isEnvelopeKey(key: string): boolean {
  return ENVELOPE.has(key);
}

/** What a `_meta` says of the client. */
export function envelopeIn(meta: Members): Members {
  return {
    [PROTOCOL_VERSION_META_KEY]: meta[PROTOCOL_VERSION_META_KEY],
    [CLIENT_INFO_META_KEY]: meta[CLIENT_INFO_META_KEY],
    [CLIENT_CAPABILITIES_META_KEY]: meta[CLIENT_CAPABILITIES_META_KEY],
  };
}

export function isObject(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isId(id: unknown): id is RequestId {
  return typeof id === 'string' || Number.isSafeInteger(id);
}
