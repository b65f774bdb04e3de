import type { FastifyRequest } from 'fastify';
import type { OdooVersion } from '../orm/model-definition.js';
import { isJsonObject, type Json, type JsonObject } from '../orm/row.js';
import type { Answer } from './answer.js';
import { internalErrorPage, invalidJsonPage, wrongTypePage } from './error-pages.js';

export interface RpcEnvelope {
  readonly id: Json;
  readonly params: JsonObject;
}

/** The JSON-RPC request in a body, or the page that Odoo answers to anything else. */
export function readEnvelope(version: OdooVersion, request: FastifyRequest): RpcEnvelope | Answer {
  if (typeof request.body !== 'string') return wrongTypePage(version, pathOf(request), 'jsonrpc');
  const envelope = parseJson(request.body);
  if (envelope === undefined) return invalidJsonPage(version, request.body);
  if (!isJsonObject(envelope)) return internalErrorPage(version);
  const { id = null, params = {} } = envelope;
  return { id, params: isJsonObject(params) ? params : {} };
}

/** The parsed text, or nothing when it is not JSON. */
export function parseJson(text: string): Json | undefined {
  try {
    // JSON.parse answers `any`; what it makes is JSON by definition.
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}

export const pathOf = (request: FastifyRequest): string => request.url.split('?', 1)[0] ?? request.url;
