import type { ResourceContext } from './resource-definition.js';
import type { CallOrigin } from './audit.js';
import type { Principal } from './principal.js';

/** What a completer works with: the guarded port of a reading tool, and what is filled in already. */
export interface CompletionContext extends ResourceContext {
  /** The other parameters of the same resource or prompt, by name, as far as the client sent them. */
  readonly others: Readonly<Record<string, string>>;
}

/** Values that were found, best first. */
export interface FoundValues {
  readonly values: readonly string[];
  /** Whether there may be others that were not looked at. */
  readonly more: boolean;
}

/** Finds values for one parameter of a resource template, or one argument of a prompt. */
export interface Completer {
  /** What it offers, in the words of the documentation. */
  readonly offers: string;
  /** @throws GatewayError, the refusals of the guarded port among them. */
  find(typed: string, context: CompletionContext): Promise<FoundValues>;
}

/** By the name of the parameter. */
export type Completers = Readonly<Record<string, Completer>>;

export interface CompletionCall extends CallOrigin {
  readonly of: { readonly template: string } | { readonly prompt: string };
  readonly parameter: string;
  readonly typed: string;
  readonly others: Readonly<Record<string, string>>;
  readonly principal: Principal;
  /** Aborted when the caller has gone or cancelled. */
  readonly signal?: AbortSignal | undefined;
}

export interface Completions {
  readonly values: readonly string[];
  readonly hasMore: boolean;
  /** How many there are; undefined where that was not counted. */
  readonly total: number | undefined;
}

export interface CompletionDispatcher {
  /** @throws NotFound for a template or prompt that is none, GatewayError for the rest. */
  complete(call: CompletionCall): Promise<Completions>;
}

export const COMPLETION_DISPATCHER = Symbol('COMPLETION_DISPATCHER');
