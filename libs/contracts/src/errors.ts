/** Who refused. */
export type ErrorLayer =
  | 'arguments'
  | 'key'
  | 'scope'
  | 'ip'
  | 'host'
  | 'mode'
  | 'model'
  | 'field'
  | 'method'
  | 'rate'
  | 'person'
  | 'odoo'
  | 'gateway';

export interface ErrorDetails {
  /** What the reader can do about it. */
  readonly hint?: string;
  readonly layer?: ErrorLayer;
  readonly retryable?: boolean;
  readonly retryAfterSeconds?: number;
  /** The rule that refused, such as `protected-models`. Shown in DEBUG only. */
  readonly rule?: string;
  /** Told of an earlier call with the same idempotency key: nothing was sent for this one. */
  readonly replayed?: boolean;
  readonly cause?: unknown;
}

/** Root of every error that may reach a caller. Its message and hint are written by the gateway and safe to show. */
export abstract class GatewayError extends Error {
  abstract readonly code: string;
  abstract readonly httpStatus: number;
  readonly hint: string | undefined;
  readonly layer: ErrorLayer;
  readonly retryable: boolean;
  readonly retryAfterSeconds: number | undefined;
  readonly rule: string | undefined;
  readonly replayed: boolean;

  constructor(message: string, defaults: { layer: ErrorLayer; retryable?: boolean }, details: ErrorDetails = {}) {
    super(message, { cause: details.cause });
    this.name = new.target.name;
    this.hint = details.hint;
    this.layer = details.layer ?? defaults.layer;
    this.retryable = details.retryable ?? defaults.retryable ?? false;
    this.retryAfterSeconds = details.retryAfterSeconds;
    this.rule = details.rule;
    this.replayed = details.replayed ?? false;
  }
}

/** The caller's arguments cannot be used as they are. */
export class InvalidArguments extends GatewayError {
  readonly code = 'invalid_arguments';
  readonly httpStatus = 400;
  constructor(message: string, details?: ErrorDetails) {
    super(message, { layer: 'arguments' }, details);
  }
}

/** No key, or one that is not known here. */
export class Unauthenticated extends GatewayError {
  readonly code = 'unauthenticated';
  readonly httpStatus = 401;
  constructor(message: string, details?: ErrorDetails) {
    super(message, { layer: 'key' }, details);
  }
}

/** A token that is not genuine, not for this gateway, or not valid now. */
export class InvalidToken extends Unauthenticated {}

/** Known, and not allowed; `layer` tells by what. */
export class Forbidden extends GatewayError {
  readonly code = 'forbidden';
  readonly httpStatus = 403;
  constructor(message: string, details: ErrorDetails & { layer: ErrorLayer }) {
    super(message, { layer: details.layer }, details);
  }
}

/** The token that was shown does not reach so far. A token with these scopes would. */
export class InsufficientScope extends GatewayError {
  readonly code = 'insufficient_scope';
  readonly httpStatus = 403;
  /** @param scopes all that are needed, those that the token has among them. */
  constructor(readonly scopes: readonly string[]) {
    const hint = `Get a token with the scopes ${scopes.join(' ')}.`;
    super('The token does not reach so far.', { layer: 'scope' }, { hint, rule: 'token-scopes' });
  }
}

/** A tool, model, method, record or route that does not exist. */
export class NotFound extends GatewayError {
  readonly code = 'not_found';
  readonly httpStatus = 404;
  constructor(message: string, details?: ErrorDetails) {
    super(message, { layer: 'odoo' }, details);
  }
}

/** A body from the caller, or an answer from Odoo, above its limit. */
export class PayloadTooLarge extends GatewayError {
  readonly code = 'payload_too_large';
  readonly httpStatus = 413;
  constructor(message: string, details?: ErrorDetails) {
    super(message, { layer: 'arguments' }, details);
  }
}

/** The address of a request is longer than is read. */
export class UrlTooLong extends GatewayError {
  readonly code = 'url_too_long';
  readonly httpStatus = 414;
  constructor(message: string, details?: ErrorDetails) {
    super(message, { layer: 'arguments' }, details);
  }
}

/** The body comes in an encoding that is not read. */
export class UnsupportedEncoding extends GatewayError {
  readonly code = 'unsupported_encoding';
  readonly httpStatus = 415;
  constructor(message: string, details?: ErrorDetails) {
    super(message, { layer: 'arguments' }, details);
  }
}

/** Odoo understood and said no: a business rule, or a failure of its own. */
export class OdooRejected extends GatewayError {
  readonly code = 'odoo_rejected';
  readonly httpStatus = 422;
  constructor(message: string, details?: ErrorDetails) {
    super(message, { layer: 'odoo' }, details);
  }
}

/** Served, but only to those who change to another protocol. */
export class UpgradeRequired extends GatewayError {
  readonly code = 'upgrade_required';
  readonly httpStatus = 426;
  constructor(message: string, details?: ErrorDetails) {
    super(message, { layer: 'arguments' }, details);
  }
}

/** More headers than are read. */
export class HeadersTooLarge extends GatewayError {
  readonly code = 'headers_too_large';
  readonly httpStatus = 431;
  constructor(message: string, details?: ErrorDetails) {
    super(message, { layer: 'arguments' }, details);
  }
}

export class RateLimited extends GatewayError {
  readonly code = 'rate_limited';
  readonly httpStatus = 429;
  constructor(message: string, details?: ErrorDetails) {
    super(message, { layer: 'rate', retryable: true }, details);
  }
}

/** A call that may write was sent and its answer was lost: it may or may not have happened. Never repeat it blindly. */
export class OutcomeUnknown extends GatewayError {
  readonly code = 'outcome_unknown';
  readonly httpStatus = 502;
  constructor(message: string, details?: ErrorDetails) {
    super(message, { layer: 'odoo' }, details);
  }
}

/** The gateway itself takes no more: it is full, or about to end. */
export class GatewayUnavailable extends GatewayError {
  readonly code = 'gateway_unavailable';
  readonly httpStatus = 503;
  constructor(message: string, details?: ErrorDetails) {
    super(message, { layer: 'gateway', retryable: true }, details);
  }
}

/** The gateway is about to end; another one takes its place. */
export class ShuttingDown extends GatewayUnavailable {
  /** @param random 0 to 1: who is told at once is not to come back at once. */
  constructor(hint: string, random = Math.random) {
    const retryAfterSeconds = 1 + Math.floor(random() * COME_BACK_WITHIN_SECONDS);
    super('The gateway is shutting down.', { hint, retryAfterSeconds });
  }
}

const COME_BACK_WITHIN_SECONDS = 5;

/** What would change Odoo cannot be kept in the audit log, so it is not done. */
export class AuditUnavailable extends GatewayError {
  readonly code = 'audit_unavailable';
  readonly httpStatus = 503;
  constructor(cause?: unknown) {
    super(
      'The audit log cannot be written, so nothing that changes Odoo is done. Reading goes on.',
      { layer: 'gateway', retryable: true },
      { cause, hint: 'Tell the operator: the log of the gateway says what is wrong with AUDIT_FILE.' },
    );
  }
}

/** Odoo cannot be reached, refuses the gateway's login, or answers something that is not Odoo's. */
export class OdooUnavailable extends GatewayError {
  readonly code = 'odoo_unavailable';
  readonly httpStatus = 503;
  constructor(message: string, details?: ErrorDetails) {
    super(message, { layer: 'odoo', retryable: true }, details);
  }
}

export class OdooTimeout extends GatewayError {
  readonly code = 'odoo_timeout';
  readonly httpStatus = 504;
  constructor(message: string, details?: ErrorDetails) {
    super(message, { layer: 'odoo', retryable: true }, details);
  }
}

/** The caller went away or cancelled; nobody is left to read this. */
export class Cancelled extends GatewayError {
  readonly code = 'cancelled';
  readonly httpStatus = 499;
  constructor(message = 'The call was cancelled.', details?: ErrorDetails) {
    super(message, { layer: 'gateway' }, details);
  }
}

/** A person has to agree first; the caller is asked, and sends the call again with the answer. */
export class ConfirmationNeeded extends GatewayError {
  readonly code = 'confirmation_needed';
  readonly httpStatus = 428;
  /** @param question what to ask, in one sentence. */
  constructor(readonly question: string) {
    super('This call has to be confirmed first.', { layer: 'person' });
  }
}

/** The person who was asked said no. */
export class Declined extends GatewayError {
  readonly code = 'declined';
  readonly httpStatus = 403;
  constructor() {
    super('The person who was asked did not agree. Nothing was done.', { layer: 'person' }, { hint: DECLINED_HINT });
  }
}

const DECLINED_HINT = 'Do not try it another way: tell what you wanted to do, and ask what to do instead.';

/** Anything unforeseen. It tells the caller nothing of its cause; the log has it under the request id. */
export class Internal extends GatewayError {
  readonly code = 'internal';
  readonly httpStatus = 500;
  constructor(cause: unknown) {
    super(
      'The gateway failed in a way that it did not foresee.',
      { layer: 'gateway' },
      { cause, hint: 'Look for this request id in the log.' },
    );
  }
}

/** What a caller is shown of an error, the same by every door. */
export interface PublicError {
  readonly code: string;
  readonly message: string;
  readonly hint?: string;
  readonly layer: ErrorLayer;
  readonly retryable: boolean;
  readonly retry_after_seconds?: number;
  /** Scopes that a token needs, with blanks between. */
  readonly scope?: string;
  readonly replayed?: true;
  readonly rule?: string;
}

/** Any thrown thing as an error that may be shown. */
export function toGatewayError(error: unknown): GatewayError {
  return error instanceof GatewayError ? error : new Internal(error);
}

/** The members of an error that a caller may see. `debug` adds the rule; values and tracebacks are never shown. */
export function publicError(error: GatewayError, debug = false): PublicError {
  return {
    code: error.code,
    message: error.message,
    ...(error.hint !== undefined && { hint: error.hint }),
    layer: error.layer,
    retryable: error.retryable,
    ...(error.retryAfterSeconds !== undefined && { retry_after_seconds: error.retryAfterSeconds }),
    ...(error instanceof InsufficientScope && { scope: error.scopes.join(' ') }),
    ...(error.replayed && { replayed: true }),
    ...(debug && error.rule !== undefined && { rule: error.rule }),
  };
}
