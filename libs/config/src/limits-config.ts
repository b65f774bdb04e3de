import type { CallTimes } from '#libs/contracts';
import type { Environment } from './environment.js';
import { type IdempotencyConfig, idempotencyConfig } from './idempotency-config.js';
import { type EntranceLimits, entranceLimits, type LoadLimits, loadLimits } from './protection-config.js';

export interface LimitsConfig {
  readonly rates: RatesConfig;
  readonly maxBodyBytes: number;
  readonly maxBodyDepth: number;
  readonly maxBodyMembers: number;
  readonly entrance: EntranceLimits;
  readonly load: LoadLimits;
  readonly callTimes: CallTimes;
  /** Between two looks whether an Odoo is there of which that is not known; 0 for none. */
  readonly odooProbeMs: number;
  readonly searchDefaultRows: number;
  readonly searchMaxRows: number;
  readonly domainMaxLeaves: number;
  readonly domainMaxDepth: number;
  readonly streamChunkRows: number;
  readonly streamMaxIds: number;
  readonly responseBytes: number;
  readonly fileBytes: number;
  readonly confirmAboveRecords: number;
  readonly streams: StreamLimits;
  readonly sockets: SocketLimits;
  readonly changes: ChangesConfig;
  readonly idempotency: IdempotencyConfig;
}

export interface StreamLimits {
  readonly maxOpen: number;
  readonly stallMs: number;
}

export interface RatesConfig {
  /** Of one caller. */
  readonly requests: number;
  /** Of one address: requests without a key that is known here. */
  readonly refusals: number;
  readonly windowMs: number;
  /** Callers and addresses whose counts are kept at once. */
  readonly maxTracked: number;
}

export interface SocketLimits {
  readonly maxOpen: number;
  /** In flight on one socket. */
  readonly maxCalls: number;
  readonly maxWaitingBytes: number;
  /** Chunks that one stream may be asked for ahead. */
  readonly maxCredit: number;
  readonly pingMs: number;
  readonly idleMs: number;
}

export interface ChangesConfig {
  readonly pollMs: number;
  readonly overlapSeconds: number;
  readonly replaySeconds: number;
  /** Of one model. */
  readonly maxRecords: number;
  /** Events that wait for one listener. */
  readonly maxWaiting: number;
  readonly maxListeners: number;
  readonly maxQuestions: number;
}

export function limitsConfig(environment: Environment): LimitsConfig {
  return {
    rates: {
      requests: environment.RATE_LIMIT_REQUESTS,
      refusals: environment.RATE_LIMIT_REFUSALS,
      windowMs: environment.RATE_LIMIT_WINDOW * 1000,
      maxTracked: environment.RATE_LIMIT_TRACKED,
    },
    maxBodyBytes: environment.MAX_BODY_BYTES,
    maxBodyDepth: environment.MAX_BODY_DEPTH,
    maxBodyMembers: environment.MAX_BODY_MEMBERS,
    entrance: entranceLimits(environment),
    load: loadLimits(environment),
    callTimes: { defaultMs: environment.CALL_TIMEOUT_MS, maxMs: environment.CALL_TIMEOUT_MAX_MS },
    odooProbeMs: environment.ODOO_PROBE_SECONDS * 1000,
    searchDefaultRows: environment.SEARCH_DEFAULT_ROWS,
    searchMaxRows: environment.SEARCH_MAX_ROWS,
    domainMaxLeaves: environment.DOMAIN_MAX_LEAVES,
    domainMaxDepth: environment.DOMAIN_MAX_DEPTH,
    streamChunkRows: environment.STREAM_CHUNK_SIZE,
    streamMaxIds: environment.STREAM_MAX_IDS,
    responseBytes: environment.RESPONSE_BYTE_BUDGET,
    fileBytes: environment.FILE_MAX_BYTES,
    confirmAboveRecords: environment.CONFIRM_ABOVE_RECORDS,
    streams: { maxOpen: environment.STREAM_MAX_OPEN, stallMs: environment.STREAM_STALL_SECONDS * 1000 },
    sockets: {
      maxOpen: environment.WS_MAX_SOCKETS,
      maxCalls: environment.WS_MAX_CALLS,
      maxWaitingBytes: environment.WS_MAX_WAITING_BYTES,
      maxCredit: environment.WS_MAX_CREDIT,
      pingMs: environment.WS_PING_SECONDS * 1000,
      idleMs: environment.WS_IDLE_SECONDS * 1000,
    },
    changes: {
      pollMs: environment.CHANGES_POLL_SECONDS * 1000,
      overlapSeconds: environment.CHANGES_OVERLAP_SECONDS,
      replaySeconds: environment.CHANGES_REPLAY_SECONDS,
      maxRecords: environment.CHANGES_MAX_RECORDS,
      maxWaiting: environment.CHANGES_QUEUE_EVENTS,
      maxListeners: environment.CHANGES_MAX_LISTENERS,
      maxQuestions: environment.CHANGES_MAX_QUESTIONS,
    },
    idempotency: idempotencyConfig(environment),
  };
}
