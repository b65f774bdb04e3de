import type { AuditTrail, CallObserver, CallRecord } from '#libs/contracts';

type Ended = Parameters<CallObserver['callEnded']>[1];

/** Takes note of calls in the log, and of those that were refused, or answered as before, in the audit log too. */
export class AuditedCalls implements CallObserver {
  constructor(
    private readonly log: CallObserver,
    private readonly trail: AuditTrail,
  ) {}

  callEnded(record: CallRecord, ended?: Ended): void {
    this.log.callEnded(record);
    if (!ended) return;
    const call = { principal: record.principal, tool: record.tool, origin: ended.origin };
    if (record.replayed) this.trail.replayed(call, record.outcome);
    else if (ended.error) this.trail.ended(ended.error, call);
  }
}
