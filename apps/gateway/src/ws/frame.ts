import { GatewayError } from '#libs/contracts';
import type { JsonParser } from '../http/json-body.js';
import { isObject } from '../http/seed-call.js';
import { streamNotice } from './stream-messages.js';

/** What one frame holds. Bytes are not looked at. */
export type Frame =
  | { readonly kind: 'binary' }
  | { readonly kind: 'malformed' }
  | { readonly kind: 'refused'; readonly error: GatewayError }
  | { readonly kind: 'json'; readonly value: unknown };

/** @param data text, or bytes of a binary frame. */
export function readFrame(data: unknown, parse: JsonParser): Frame {
  if (typeof data !== 'string') return { kind: 'binary' };
  try {
    return { kind: 'json', value: parse(data) };
  } catch (error) {
    return error instanceof GatewayError ? { kind: 'refused', error } : { kind: 'malformed' };
  }
}

/** Any object of JSON. */
export type Message = Readonly<Record<string, unknown>>;

/** A message as the seed's clients send it: an object that does not speak JSON-RPC. */
export function isBare(value: unknown): value is Message {
  return isObject(value) && !Object.hasOwn(value, 'jsonrpc');
}

/** Whether an answer is owed: notifications, and answers themselves, get none. */
export function wantsAnswer(value: unknown): boolean {
  if (!isObject(value)) return true;
  if (isBare(value)) return streamNotice(value) === undefined;
  return Object.hasOwn(value, 'method') && Object.hasOwn(value, 'id');
}
