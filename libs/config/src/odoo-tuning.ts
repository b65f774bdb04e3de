import type { Environment } from './environment.js';

/** How every Odoo is talked to. */
export interface OdooTuning {
  readonly connectTimeoutMs: number;
  readonly timeoutMs: number;
  readonly maxConnections: number;
  readonly maxResponseBytes: number;
  /** Calls that wait for one of the connections. */
  readonly queueCalls: number;
  readonly queueCallsPerCaller: number;
  readonly queueWaitMs: number;
  /** How long a call that nobody waits for keeps its place. */
  readonly abandonedMs: number;
  readonly repeatsPercent: number;
  readonly repeatsWindowMs: number;
  readonly breakerFailures: number;
  readonly breakerPauseMs: number;
  readonly loginPauseMs: number;
  /** Of users that have never got in, at once. */
  readonly loginRefusals: number;
  readonly fieldsCacheMs: number;
  readonly fieldsCacheModels: number;
}

export function odooTuning(environment: Environment): OdooTuning {
  return {
    connectTimeoutMs: environment.ODOO_CONNECT_TIMEOUT_MS,
    timeoutMs: environment.ODOO_TIMEOUT_MS,
    maxConnections: environment.ODOO_MAX_CONNECTIONS,
    maxResponseBytes: environment.ODOO_MAX_RESPONSE_BYTES,
    queueCalls: environment.ODOO_QUEUE_CALLS,
    queueCallsPerCaller: environment.ODOO_QUEUE_CALLS_PER_KEY,
    queueWaitMs: environment.ODOO_QUEUE_WAIT_MS,
    abandonedMs: environment.ODOO_ABANDONED_MS,
    repeatsPercent: environment.ODOO_REPEATS_PERCENT,
    repeatsWindowMs: environment.ODOO_REPEATS_WINDOW_MS,
    breakerFailures: environment.ODOO_BREAKER_FAILURES,
    breakerPauseMs: environment.ODOO_BREAKER_PAUSE_MS,
    loginPauseMs: environment.ODOO_LOGIN_PAUSE_SECONDS * 1000,
    loginRefusals: environment.ODOO_LOGIN_REFUSALS,
    fieldsCacheMs: environment.FIELDS_CACHE_SECONDS * 1000,
    fieldsCacheModels: environment.FIELDS_CACHE_MODELS,
  };
}
