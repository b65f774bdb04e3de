import type { ProtectionEnvironment } from './protection-environment.js';

/** What the process takes of clients before it has read what they want. */
export interface EntranceLimits {
  readonly maxConnections: number;
  readonly maxConnectionsPerAddress: number;
  readonly maxRequestsPerConnection: number;
  readonly maxUrlLength: number;
  readonly maxHeaderBytes: number;
  readonly maxHeaders: number;
  readonly headersTimeoutMs: number;
  readonly requestTimeoutMs: number;
  readonly keepAliveTimeoutMs: number;
}

/** Above which new calls are refused. */
export interface LoadLimits {
  readonly maxLagMs: number;
  /** Of what the heap may grow to, 0 to 1. */
  readonly maxHeapShare: number;
}

export function entranceLimits(environment: ProtectionEnvironment): EntranceLimits {
  return {
    maxConnections: environment.MAX_CONNECTIONS,
    maxConnectionsPerAddress: environment.MAX_CONNECTIONS_PER_ADDRESS,
    maxRequestsPerConnection: environment.MAX_REQUESTS_PER_CONNECTION,
    maxUrlLength: environment.MAX_URL_LENGTH,
    maxHeaderBytes: environment.MAX_HEADER_BYTES,
    maxHeaders: environment.MAX_HEADERS,
    headersTimeoutMs: environment.HEADERS_TIMEOUT_MS,
    requestTimeoutMs: environment.REQUEST_TIMEOUT_MS,
    keepAliveTimeoutMs: environment.KEEP_ALIVE_TIMEOUT_MS,
  };
}

export function loadLimits(environment: ProtectionEnvironment): LoadLimits {
  return { maxLagMs: environment.LOAD_MAX_LAG_MS, maxHeapShare: environment.LOAD_MAX_HEAP_PERCENT / 100 };
}
