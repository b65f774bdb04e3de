import type { AuditTrail, CallObserver, CallRecord } from '#libs/contracts';

type Ended = Parameters<CallObserver['callEnded']>[1];

/** Takes note of calls in the log, and of those that were refused in the audit log too. */
export class AuditedCalls implements CallObserver {
  constructor(
    private readonly log: CallObserver,
    private readonly trail: AuditTrail,
  ) {}

  callEnded(record: CallRecord, ended?: Ended): void {
    this.log.callEnded(record);
    if (ended) this.trail.ended(ended.error, { principal: record.principal, tool: record.tool, origin: ended.origin });
  }
}
