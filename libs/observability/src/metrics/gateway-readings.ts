import type { AuditTrail, Door, OdooLoad } from '#libs/contracts';

/** By the limit that they were beyond: of all, or of one address. */
export interface RefusedConnections {
  readonly total: number;
  readonly address: number;
}

/** What is looked up when somebody asks for the metrics, and not before. */
export interface GatewayReadings {
  readonly odoos: readonly OdooLoad[];
  readonly streams: Readonly<Partial<Record<Door, number>>>;
  readonly sockets: number;
  /** Since the start. */
  readonly refusedConnections: RefusedConnections;
  readonly changeListeners: number;
  /** Since the start. */
  readonly coalescedNotices: number;
  readonly overloaded: boolean;
  readonly audit: Pick<AuditTrail, 'state' | 'failedLines'>;
  /** Since the start. */
  readonly droppedSpans: number;
  readonly build: { readonly version: string; readonly mode: string };
}
