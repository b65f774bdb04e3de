import type { AuditTrail, CallObserver, CallRecord, GatewayError, RefusalObserver, RefusedCall } from '#libs/contracts';
import type { GatewayMetrics } from './metrics/gateway-metrics.js';

type Ended = Parameters<CallObserver['callEnded']>[1];

/** Takes note of calls in the log and the metrics, and of what was refused, or answered as before, in the audit log too. */
export class ObservedCalls implements CallObserver, RefusalObserver {
  constructor(
    private readonly log: CallObserver,
    private readonly trail: AuditTrail,
    private readonly metrics: Pick<GatewayMetrics, 'callEnded' | 'refused'> | undefined,
  ) {}

  callEnded(record: CallRecord, ended?: Ended): void {
    this.log.callEnded(record);
    this.metrics?.callEnded(record, ended?.error);
    if (!ended) return;
    const call = { principal: record.principal, tool: record.tool, origin: ended.origin };
    if (record.replayed) this.trail.replayed(call, record.outcome);
    else if (ended.error) this.trail.ended(ended.error, call);
  }

  requestRefused(error: GatewayError, call: RefusedCall): void {
    this.metrics?.refused(error, call.origin.door);
    this.trail.ended(error, call);
  }
}
