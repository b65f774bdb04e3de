import type { AuditTrail, CallObserver, CallRecord, GatewayError, RefusalObserver, RefusedCall } from '#libs/contracts';
import type { GatewayMetrics } from './metrics/gateway-metrics.js';

type Ended = Parameters<CallObserver['callEnded']>[1];

/** Takes note of calls in the log and the metrics, and of what was refused in the audit log too. */
export class ObservedCalls implements CallObserver, RefusalObserver {
  constructor(
    private readonly log: CallObserver,
    private readonly trail: AuditTrail,
    private readonly metrics: Pick<GatewayMetrics, 'callEnded' | 'refused'> | undefined,
  ) {}

  callEnded(record: CallRecord, ended?: Ended): void {
    this.log.callEnded(record);
    this.metrics?.callEnded(record, ended?.error);
    if (ended) this.trail.ended(ended.error, { principal: record.principal, tool: record.tool, origin: ended.origin });
  }

  requestRefused(error: GatewayError, call: RefusedCall): void {
    this.metrics?.refused(error, call.origin.door);
    this.trail.ended(error, call);
  }
}
