import type { GatewayError } from './errors.js';
import type { OdooTarget, Principal } from './principal.js';
import type { Operation } from './operation.js';
import type { Door } from './tool-dispatch.js';
import type { TraceContext } from './trace-context.js';

/** Where a request came from, and how long it is waited for, as far as its door knows. */
export interface CallSource {
  /** The client's, behind trusted proxies. */
  readonly address?: string | undefined;
  /** What the caller sent as `traceparent`; of a call that is traced here, its own. */
  readonly trace?: TraceContext | undefined;
  readonly protocol?: ProtocolDetails | undefined;
  /** How long the caller waits for the answer, where it says so. */
  readonly timeoutMs?: number | undefined;
}

/** What the Model Context Protocol says of a request, for its trace. */
export interface ProtocolDetails {
  readonly version?: string | undefined;
  readonly sessionId?: string | undefined;
  /** The id of JSON-RPC: the client's own text, if it is one. */
  readonly requestId?: string | number | undefined;
}

export interface CallOrigin extends CallSource {
  readonly door: Door;
  readonly requestId: string;
}

/** What somebody asks of Odoo. For a report `method` is its technical name and the first argument its records. */
export interface AuditedAct {
  readonly principal: Principal;
  readonly odoo: OdooTarget;
  readonly operation: Operation;
  readonly origin?: CallOrigin | undefined;
}

/** Who was refused, or answered as before, where no operation says so. */
export interface RefusedCall {
  readonly principal?: string | undefined;
  /** Name of the tool or resource; nothing that the caller wrote. */
  readonly tool?: string | undefined;
  readonly origin: CallOrigin;
}

/** Something that happened to a key, its caller named as in `Principal.id`. */
export interface KeyEvent {
  readonly principal: string;
  readonly change: 'loaded' | 'changed' | 'revoked' | 'expired';
}

/** To be called once, with the answer or the error that an act ended with. */
export interface ActEnded {
  answered(result: unknown): void;
  failed(error: unknown): void;
}

/** Keeps who did what. Never the values, and never what Odoo says. */
export interface AuditTrail {
  /**
   * Keeps that something is about to be done, before it is.
   * @throws AuditUnavailable where it cannot be kept, and what would happen unseen changes something.
   */
  attempt(event: 'write' | 'report', act: AuditedAct): Promise<ActEnded>;
  /** Tells what a refusal was about. It is kept only if it ends the call: some are foreseen, and caught on the way. */
  about(refusal: GatewayError, act: AuditedAct): void;
  /** Keeps the error that a call or request ended with, if it is a refusal: once, however often it is told. */
  ended(error: GatewayError, call: RefusedCall): void;
  /** Keeps that a call was answered as an earlier one with the same idempotency key. @param outcome of both. */
  replayed(call: RefusedCall, outcome: string): void;
  key(event: KeyEvent): void;
  /** Undefined where nothing is to be kept. */
  readonly state: 'kept' | 'failing' | undefined;
  /** Lines that could not be written at once, since the start. */
  readonly failedLines: number;
}

export const AUDIT_TRAIL = Symbol('AUDIT_TRAIL');
