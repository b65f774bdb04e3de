import { type ChangeEvent, type ChangeQuestion, InvalidArguments } from '#libs/contracts';
import { isObject, type RpcEnvelope } from '../http/seed-call.js';
import type { Message } from './frame.js';
import { inKind } from './stream-messages.js';

/** What a client wants to hear of, from where on. */
export type WatchRequest = Pick<ChangeQuestion, 'model' | 'domain' | 'fields' | 'resume'> & {
  /** Of which Odoo; nothing in it has been checked. */
  readonly connection?: unknown;
};

export function watchesChanges({ method, jsonrpc }: Message): boolean {
  return method === 'changes/watch' && (jsonrpc === undefined || jsonrpc === '2.0');
}

/**
 * Reads the params of `changes/watch`.
 * @throws InvalidArguments
 */
export function watchRequest({ params }: Message): WatchRequest {
  const { model, domain, fields, cursor, connection } = isObject(params) ? params : {};
  if (typeof model !== 'string') throw invalid('The params name no model.', 'Send {"model": "res.partner"} as params.');
  if (domain !== undefined && !Array.isArray(domain)) {
    throw invalid('The domain is no list.', 'Send a domain like [["is_company", "=", true]], or none.');
  }
  if (fields !== undefined && !isTexts(fields)) {
    throw invalid('The fields are no list of names.', 'Send fields like ["name", "email"], or none.');
  }
  if (cursor !== undefined && typeof cursor !== 'string') {
    throw invalid('The cursor is no text.', 'Send the cursor of the last event, or none.');
  }
  return { model, domain, fields, resume: cursor, connection };
}

/** An event as its client is told; one that holds nothing but a younger cursor has no `event`. */
export function eventNotification(event: ChangeEvent, envelope: RpcEnvelope): object {
  return inKind(envelope, { method: 'changes/event', params: { id: envelope.id, ...paramsOf(event) } });
}

function paramsOf(event: ChangeEvent): object {
  if (event.type === 'position') return { cursor: event.cursor };
  if (event.type === 'waiting') return { event };
  const { cursor, ...about } = event;
  return { event: about, cursor };
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((text) => typeof text === 'string');
}

function invalid(message: string, hint: string): InvalidArguments {
  return new InvalidArguments(message, { hint });
}
