import type { Environment } from './environment.js';

export interface IdempotencyConfig {
  readonly ttlMs: number;
  readonly leaseMs: number;
  readonly waitMs: number;
  readonly maxAnswerBytes: number;
  /** In memory. */
  readonly maxRecords: number;
}

export function idempotencyConfig(environment: Environment): IdempotencyConfig {
  return {
    ttlMs: environment.IDEMPOTENCY_TTL_SECONDS * 1000,
    leaseMs: environment.IDEMPOTENCY_LEASE_MS,
    waitMs: environment.IDEMPOTENCY_WAIT_MS,
    maxAnswerBytes: environment.IDEMPOTENCY_MAX_ANSWER_BYTES,
    maxRecords: environment.IDEMPOTENCY_MAX_RECORDS,
  };
}
