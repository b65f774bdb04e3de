import type { Access } from './access.js';
import type { OdooReader, OdooWriter, SchemaPort } from './odoo-ports.js';
import type { Principal } from './principal.js';

/** The way in that a call took. */
export type Door = 'mcp' | 'rest';

/** A tool call by a principal: what every door turns its requests into. */
export interface ToolCall {
  readonly tool: string;
  readonly arguments: unknown;
  readonly principal: Principal;
  readonly door: Door;
  readonly requestId: string;
  /** Aborted when the caller has gone or cancelled. */
  readonly signal?: AbortSignal | undefined;
}

export interface ToolOutcome {
  /** The body that the seed's clients know, JSON-ready. */
  readonly result: unknown;
  /** The same for models, as compact as it gets. */
  readonly text: string;
  /** False where `text` says all and `result` should not be sent to a model beside it. */
  readonly structured: boolean;
}

export interface ToolAnnotations {
  readonly readOnlyHint: boolean;
  readonly destructiveHint: boolean;
  readonly idempotentHint: boolean;
  readonly openWorldHint: boolean;
}

/** A tool as the lists show it, with its JSON Schemas derived once. */
export interface ToolListing {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly access: Access;
  readonly inputSchema: Readonly<Record<string, unknown>>;
  readonly outputSchema: Readonly<Record<string, unknown>> | undefined;
  readonly annotations: ToolAnnotations;
}

export interface ToolDispatcher {
  /** What this principal may call, in a fixed order. */
  list(principal: Principal): readonly ToolListing[];
  /** @throws GatewayError and nothing else. */
  call(call: ToolCall): Promise<ToolOutcome>;
}

/** Hands out the port that a tool works with: every call made through it is decided first. */
export interface OdooGuard {
  reader(principal: Principal, signal?: AbortSignal): GuardedPort<OdooReader>;
  /** @throws Forbidden for a readonly principal. */
  writer(principal: Principal, signal?: AbortSignal): GuardedPort<OdooWriter>;
}

export interface GuardedPort<Odoo> {
  readonly odoo: Odoo;
  readonly schema: SchemaPort;
}

/** What is known of a call when it has ended; never its arguments or rows. */
export interface CallRecord {
  readonly tool: string;
  readonly door: Door;
  readonly access: Access | undefined;
  readonly principal: string;
  readonly requestId: string;
  /** `ok` or the error's code. */
  readonly outcome: string;
  readonly layer?: string;
  readonly rule?: string;
  readonly durationMs: number;
  /** Set for what the gateway did not foresee, for the log alone. */
  readonly cause?: unknown;
}

/** Takes note of every call: log and audit. Must not throw. */
export interface CallObserver {
  callEnded(record: CallRecord): void;
}

export const TOOL_DISPATCHER = Symbol('TOOL_DISPATCHER');
export const TOOL_LIMITS = Symbol('TOOL_LIMITS');
export const ODOO_GUARD = Symbol('ODOO_GUARD');
export const CALL_OBSERVER = Symbol('CALL_OBSERVER');
