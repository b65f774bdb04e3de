import type { Deadline } from './deadline.js';
import type { TraceContext } from './trace-context.js';

/** One call of a public Odoo method, decoded: what the policy judges and what the transports encode. */
export interface Operation {
  /** Technical model name, such as `res.partner`. */
  readonly model: string;
  readonly method: string;
  /** Positional arguments; for a method on records the first one is the list of ids. */
  readonly args: readonly unknown[];
  readonly kwargs: Readonly<Record<string, unknown>>;
}

/** What an operation does to Odoo: anything that is not known to read counts as changing. */
export type Effect = 'read' | 'change' | 'delete' | 'unknown';

export interface CallOptions {
  /** Aborting closes the socket to Odoo; Odoo itself works on to the end of the call. */
  readonly signal?: AbortSignal | undefined;
  /** When the caller gets an answer at the latest; left out, each call of Odoo has its own limit alone. */
  readonly deadline?: Deadline | undefined;
  /** Whose call it is, so that those of one do not keep the others waiting; left out, it is the gateway's own. */
  readonly caller?: string;
  /**
   * True only where the caller knows that the call changes nothing. A lost answer of any other call is reported as
   * `outcome_unknown`, since Odoo may have done the work.
   */
  readonly readsOnly?: boolean;
  /** The span that it is made for; Odoo is handed it. */
  readonly trace?: TraceContext | undefined;
}

/** Until when somebody waits for a call. */
export type CallEnd = Pick<CallOptions, 'signal' | 'deadline'>;
