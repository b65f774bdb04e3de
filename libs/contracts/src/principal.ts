import type { Access, Mode } from './access.js';
import type { AccessRules, OwnRules } from './access-rules.js';
import type { ConfirmPolicy } from './tool-dispatch.js';

/** Which Odoo calls go to, and as whom. */
export interface OdooTarget {
  /** Name of the connection. */
  readonly connection: string;
  /** Name of the caller's own Odoo user; the connection's own where there is none. */
  readonly identity?: string | undefined;
  /** Ids of the only companies whose records count; all that the Odoo user has where it is empty. */
  readonly companies: readonly number[];
}

/** Requests that may be made in any time of this length. */
export interface RateLimit {
  readonly requests: number;
  readonly windowMs: number;
}

/** Who is calling, whatever door they came in by. Never holds the secret that they showed. */
export interface Principal {
  /** Stable name for logs, limits and audit. */
  readonly id: string;
  readonly mode: Mode;
  /** What the scopes of its token let through; everything, as far as the mode goes, where there are none. */
  readonly scopes?: readonly Access[];
  /** When its token ends, in milliseconds since 1970. */
  readonly endsAt?: number;
  /** The gateway's, with the caller's own caps where those are lower. */
  readonly rules: AccessRules;
  readonly ownRules?: OwnRules;
  /** Where its calls go. */
  readonly odoo: OdooTarget;
  /** Where they may go too, when a call names one of these connections. */
  readonly otherOdoos?: readonly OdooTarget[];
  /** Tighter than the gateway's own, where they are there. */
  readonly rate?: RateLimit;
  readonly confirm?: ConfirmPolicy;
  /** Rows of one answer. */
  readonly maxRows?: number;
  /**
   * Aborted when nobody is this principal any more: revoked, expired, or changed. Its reason is the GatewayError that
   * ends what is still open then. Calls in flight go on.
   */
  readonly ends?: AbortSignal;
}
