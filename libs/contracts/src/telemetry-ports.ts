import type { RefusedCall } from './audit.js';
import type { GatewayError } from './errors.js';
import type { Effect } from './operation.js';
import type { TraceContext } from './trace-context.js';

/** What a span says of itself: never arguments, never what a person is called. */
export type SpanAttributes = Readonly<Record<string, string | number | undefined>>;

export interface SpanStart {
  /** Of few different ones. */
  readonly name: string;
  /** `server` where somebody asks the gateway, `client` where it asks. */
  readonly kind: 'server' | 'client';
  readonly parent: TraceContext | undefined;
  readonly attributes: SpanAttributes;
}

export interface OpenSpan {
  /** For whoever is asked on behalf of it. */
  readonly context: TraceContext;
  /** To be called once. @param outcome `ok` or the error's code. */
  end(outcome: string): void;
}

export interface Tracer {
  /** @returns undefined where nothing is traced, or not this one. */
  begin(span: SpanStart): OpenSpan | undefined;
}

/** One call of Odoo on its way, as telemetry sees it. */
export interface OdooCallStart {
  /** The connection's name, of the configuration. */
  readonly connection: string;
  readonly effect: Effect;
  readonly model: string;
  readonly method: string;
  /** The call that it is made for, where it is made for one. */
  readonly trace: TraceContext | undefined;
}

export interface WatchedOdooCall {
  /** What Odoo is handed. */
  readonly trace: TraceContext | undefined;
  /** To be called once. @param outcome `ok` or the error's code. */
  readonly ended: (outcome: string) => void;
}

/** Watches the calls that the gateway makes of Odoo. Must not throw. */
export interface OdooCallObserver {
  begin(call: OdooCallStart): WatchedOdooCall;
}

/** Takes note of requests and messages that were refused, whether or not a call has told of it. Must not throw. */
export interface RefusalObserver {
  requestRefused(error: GatewayError, call: RefusedCall): void;
}

export const TRACER = Symbol('TRACER');
export const ODOO_CALL_OBSERVER = Symbol('ODOO_CALL_OBSERVER');
export const REFUSAL_OBSERVER = Symbol('REFUSAL_OBSERVER');
