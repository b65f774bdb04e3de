import type {
  AuditedAct,
  AuditTrail,
  CallOptions,
  ChangeGate,
  OdooConnection,
  OdooServerInfo,
  Operation,
  ReportPort,
  SchemaPort,
  UserContext,
} from '#libs/contracts';
import { classOf } from './method-classes.js';

/** Whose calls are kept: everything but the operation. */
export type Actor = Omit<AuditedAct, 'operation'>;

/**
 * A connection whose writes and prints are kept in the audit log, before they are made and when they have ended. Its
 * writes pass the gate, where there is one; Odoo prints what it has stored again, so that a print need not.
 */
export class AuditedConnection implements OdooConnection {
  readonly reports: ReportPort;

  constructor(
    private readonly connection: OdooConnection,
    private readonly trail: AuditTrail,
    private readonly actor: Actor,
    private readonly gate?: ChangeGate,
  ) {
    this.reports = {
      render: (reportName, ids, format, options) => {
        const operation = { model: REPORT, method: reportName, args: [ids], kwargs: { format } };
        return this.kept('report', operation, () => connection.reports.render(reportName, ids, format, options));
      },
    };
  }

  get schema(): SchemaPort {
    return this.connection.schema;
  }

  call(operation: Operation, options?: CallOptions): Promise<unknown> {
    const call = () => this.connection.call(operation, options);
    // Only the gateway's own code says of a call that it reads; callers cannot.
    const reads = classOf(operation.method) === 'read' || options?.readsOnly === true;
    if (reads) return call();
    const { gate } = this;
    return this.kept('write', operation, gate ? () => gate.pass(operation, call) : call);
  }

  check(operation: Operation): Promise<void> {
    return this.connection.check(operation);
  }

  serverInfo(options?: CallOptions): Promise<OdooServerInfo> {
    return this.connection.serverInfo(options);
  }

  userContext(options?: CallOptions): Promise<UserContext> {
    return this.connection.userContext(options);
  }

  private async kept<Result>(
    event: 'write' | 'report',
    operation: Operation,
    act: () => Promise<Result>,
  ): Promise<Result> {
    const ended = await this.trail.attempt(event, { ...this.actor, operation });
    try {
      const result = await act();
      ended.answered(result);
      return result;
    } catch (error) {
      ended.failed(error);
      throw error;
    }
  }
}

/** What is printed is named by the report, which belongs to one model. */
const REPORT = 'ir.actions.report';
