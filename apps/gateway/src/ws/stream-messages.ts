import { idempotencyKeyIn, InvalidArguments, type StreamEvent } from '#libs/contracts';
import type { RpcEnvelope } from '../http/seed-call.js';
import type { Message } from './frame.js';

/** Chunks that a client which names no credit can take before it grants more. */
const FIRST_CREDIT = 8;

/** What a client asks to have streamed. */
export interface StreamRequest {
  readonly tool: string;
  readonly arguments: unknown;
  /** Chunks that it can take. */
  readonly credit: number;
  /** Of the last chunk that it took, when it goes on with a stream that was cut. */
  readonly cursor: string | undefined;
  readonly idempotencyKey: string | undefined;
}

/** What a client says about a stream that runs; nothing in it has been checked. */
export type StreamNotice =
  | { readonly kind: 'grant'; readonly id: unknown; readonly credit: unknown }
  | { readonly kind: 'cancel'; readonly id: unknown };

export function opensStream({ method, jsonrpc }: Message): boolean {
  return method === 'tools/stream' && (jsonrpc === undefined || jsonrpc === '2.0');
}

/**
 * Reads the params of `tools/stream`.
 * @throws InvalidArguments
 */
export function streamRequest({ params }: Message, maxCredit: number): StreamRequest {
  const { name, arguments: args, credit, cursor, _meta: meta } = (params ?? {}) as Readonly<Record<string, unknown>>;
  if (typeof name !== 'string') {
    throw new InvalidArguments('The params name no tool.', {
      hint: 'Send {"name": "odoo_search", "arguments": {"model": "res.partner"}} as params.',
    });
  }
  if (cursor !== undefined && typeof cursor !== 'string') {
    throw new InvalidArguments('The cursor is no text.', { hint: 'Send the cursor of the last chunk, or none.' });
  }
  const first = credit === undefined ? Math.min(FIRST_CREDIT, maxCredit) : creditIn(credit, maxCredit);
  return { tool: name, arguments: args, credit: first, cursor, idempotencyKey: idempotencyKeyIn(undefined, meta) };
}

/**
 * @param most what may be granted now.
 * @throws InvalidArguments
 */
export function creditIn(credit: unknown, most: number): number {
  if (!Number.isSafeInteger(credit) || (credit as number) < 1) {
    throw new InvalidArguments('The credit is no whole number of 1 or more.', {
      hint: 'Grant a credit for each chunk that you can take.',
    });
  }
  if ((credit as number) > most) {
    throw new InvalidArguments('More chunks are granted ahead than may be.', {
      hint: 'Grant more when chunks have come; the operator sets WS_MAX_CREDIT.',
    });
  }
  return credit as number;
}

/** Undefined for every other message, and for one that wants an answer. */
export function streamNotice(message: Message): StreamNotice | undefined {
  const { method, params, jsonrpc } = message;
  if (Object.hasOwn(message, 'id') || (jsonrpc !== undefined && jsonrpc !== '2.0')) return undefined;
  const { id, requestId, credit } = (params ?? {}) as Readonly<Record<string, unknown>>;
  switch (method) {
    case 'stream/credit':
      return { kind: 'grant', id, credit };
    case 'stream/cancel':
      return { kind: 'cancel', id };
    case 'notifications/cancelled':
      return { kind: 'cancel', id: requestId };
    default:
      return undefined;
  }
}

/** A message in the dialect that the stream was asked for in. */
export function inKind({ jsonrpc }: RpcEnvelope, message: object): object {
  return { ...(jsonrpc && { jsonrpc: '2.0' }), ...message };
}

/** Events that are told as they come. */
export type Notified = Extract<StreamEvent, { type: 'start' | 'chunk' | 'progress' }>;

/**
 * An event as its client is told.
 * @param timestamp in ISO 8601.
 */
export function notificationOf(event: Notified, envelope: RpcEnvelope, timestamp: string): object {
  return inKind(envelope, {
    method: `stream/${event.type}`,
    params: { id: envelope.id, ...paramsOf(event, timestamp) },
  });
}

function paramsOf(event: Notified, timestamp: string): object {
  if (event.type === 'start') return { tool: event.tool, total: event.total, columns: event.columns, timestamp };
  if (event.type === 'chunk') return { data: event.rows, progress: event.progress, cursor: event.cursor };
  const { done: current, total, message } = event.progress;
  return { progress: { current, total, message } };
}
