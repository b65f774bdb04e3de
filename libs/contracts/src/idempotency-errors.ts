import { type ErrorLayer, GatewayError } from './errors.js';

/** The first call with this key is still under way. */
export class IdempotencyInProgress extends GatewayError {
  readonly code = 'idempotency_in_progress';
  readonly httpStatus = 409;
  constructor() {
    super(
      'A call with this idempotency key is still under way.',
      { layer: 'gateway', retryable: true },
      { hint: 'Repeat it with the same key until it has an answer.', retryAfterSeconds: 1 },
    );
  }
}

/** The key was used for a call with other arguments. */
export class IdempotencyKeyReused extends GatewayError {
  readonly code = 'idempotency_key_reused';
  readonly httpStatus = 422;
  constructor() {
    super(
      'This idempotency key was used for a call with other arguments.',
      { layer: 'arguments' },
      { hint: 'Nothing was done. Make up a new key for each call, and repeat a call as it was.' },
    );
  }
}

/** What was done with which key cannot be looked up or kept, so that a keyed call is not made. */
export class IdempotencyUnavailable extends GatewayError {
  readonly code = 'idempotency_unavailable';
  readonly httpStatus = 503;
  /** @param reason one sentence. */
  constructor(reason: string, cause?: unknown) {
    super(
      reason,
      { layer: 'gateway', retryable: true },
      { hint: 'Nothing was done. Repeat the call later with the same key.', retryAfterSeconds: 1, cause },
    );
  }
}

/** The refusal that ended the first call with the same key, in its words. */
export class RefusedBefore extends GatewayError {
  readonly code: string;
  readonly httpStatus: number;
  constructor({ code, httpStatus, message, layer, hint, rule }: KeptRefusal) {
    const optional = { ...(hint !== undefined && { hint }), ...(rule !== undefined && { rule }) };
    super(message, { layer }, { ...optional, replayed: true });
    this.code = code;
    this.httpStatus = httpStatus;
  }
}

/** What is kept of a refusal; JSON-ready. */
export interface KeptRefusal {
  readonly code: string;
  readonly httpStatus: number;
  readonly message: string;
  readonly layer: ErrorLayer;
  readonly hint?: string | undefined;
  readonly rule?: string | undefined;
}
