import { InvalidArguments } from './errors.js';
import type { Operation } from './operation.js';

/** A key that a client makes up for a call: the call has one effect, however often it is sent with this key. */
export const IDEMPOTENCY_HEADER = 'idempotency-key';

/** The same in `_meta` of a message. */
export const IDEMPOTENCY_META = 'io.odoo-mcp/idempotency-key';

/** Told of an answer for which nothing was sent to Odoo: in the headers of HTTP, and in `_meta` of a message. */
export const REPLAYED_HEADER = 'idempotency-replayed';
export const REPLAYED_META = 'io.odoo-mcp/idempotency-replayed';

/** No blanks: of two headers Node makes one with a blank in it. */
const KEY = /^[\x21-\x7e]{1,255}$/;

/**
 * The key of a call, from whichever place has one.
 * @param header of the HTTP request.
 * @param meta `_meta` of the message; it may be anything.
 * @throws InvalidArguments for what is no key, and for two that differ.
 */
export function idempotencyKeyIn(header: unknown, meta?: unknown): string | undefined {
  const inMeta = ((meta ?? {}) as Readonly<Record<string, unknown>>)[IDEMPOTENCY_META];
  const [key, ...others] = [header, inMeta].filter((place) => place !== undefined);
  if (key === undefined) return undefined;
  if (typeof key !== 'string' || !KEY.test(key)) {
    throw new InvalidArguments('The idempotency key is not 1 to 255 visible ASCII characters.', {
      hint: 'Make one up for each call, such as a UUID, and repeat the call with the same one.',
    });
  }
  if (others.some((other) => other !== key)) {
    throw new InvalidArguments('The idempotency keys of the header and of _meta differ.', {
      hint: 'Send one of them.',
    });
  }
  return key;
}

/** Stands before what changes something in Odoo. */
export interface ChangeGate {
  /**
   * Sends an operation that is not known to read.
   * @throws GatewayError in place of sending it, or what `send` throws.
   */
  pass<Result>(operation: Operation, send: () => Promise<Result>): Promise<Result>;
}

/** How a keyed call stands for an attempt to make it. */
export type KeyedStanding =
  /** The attempt may go on: it owns the place for the length of a lease. */
  | { readonly state: 'begun' }
  /** Another attempt owns the place. */
  | { readonly state: 'running' }
  /** The key belongs to a call with other arguments. */
  | { readonly state: 'other' }
  /** It has an answer. */
  | { readonly state: 'kept'; readonly note: string }
  /** It was sent, and nobody knows what came of it. */
  | { readonly state: 'unknown'; readonly note: string };

/** One attempt to make a keyed call. */
export interface KeyedPlace {
  /** Names whose call of which tool it is, and the key. */
  readonly place: string;
  /** Random: tells this attempt from others. */
  readonly owner: string;
  /** Of the arguments. */
  readonly digest: string;
}

/**
 * What was done with which key. A call is begun, then sending, and ends as kept or unknown, or is free again. An owner
 * that does not renew its lease is taken to be gone: what it was sending is unknown from then on, what it had only begun
 * is free. The records of a call outlive its lease; an owner of yesterday can still keep an answer that came late.
 *
 * Notes are what the callers of this port make of them. Every method rejects with IdempotencyUnavailable where the
 * records cannot be reached, or have no room for another one.
 */
export interface IdempotencyRecords {
  begin(attempt: KeyedPlace): Promise<KeyedStanding>;
  /** @returns whether the place is still the attempt's. Nothing may be sent where it is not. */
  sending(attempt: KeyedPlace, note: string): Promise<boolean>;
  renew(attempt: KeyedPlace): Promise<void>;
  keep(attempt: KeyedPlace, note: string): Promise<void>;
  unknown(attempt: KeyedPlace, note: string): Promise<void>;
  /** Nothing was done: the next attempt begins anew. */
  free(attempt: KeyedPlace): Promise<void>;
  /** Resolves when the place may stand otherwise than running, or with the signal. */
  change(place: string, signal: AbortSignal): Promise<void>;
}

export const IDEMPOTENCY_RECORDS = Symbol('IDEMPOTENCY_RECORDS');

export interface IdempotencySettings {
  /** How long a second attempt waits for the first. */
  readonly waitMs: number;
  /** How long an owner that is not heard of is taken to be there. */
  readonly leaseMs: number;
  /** Of one answer, as JSON. */
  readonly maxAnswerBytes: number;
}

export const IDEMPOTENCY_SETTINGS = Symbol('IDEMPOTENCY_SETTINGS');
