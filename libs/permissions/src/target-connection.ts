import type {
  CallOptions,
  OdooConnection,
  OdooConnections,
  OdooServerInfo,
  OdooTarget,
  Operation,
  ReportFile,
  ReportFormat,
  ReportPort,
  SchemaPort,
  UserContext,
} from '#libs/contracts';
import { withinCompanies } from './company-context.js';

/**
 * The connection of a target, with its companies in the context of every call. Which one that is is asked at each call:
 * it may be replaced or taken away while somebody still works with this.
 */
export class TargetConnection implements OdooConnection {
  readonly schema: SchemaPort = {
    // What a field is does not hang on companies.
    fieldsOf: async (model, options) => this.current.schema.fieldsOf(model, options),
  };
  readonly reports: ReportPort = {
    render: async (name: string, ids: readonly number[], format: ReportFormat, options?: CallOptions) =>
      this.render(name, ids, format, options),
  };

  constructor(
    private readonly connections: OdooConnections,
    private readonly target: OdooTarget,
  ) {}

  async call(operation: Operation, options?: CallOptions): Promise<unknown> {
    return this.current.call(withinCompanies(operation, this.target.companies), options);
  }

  async check(operation: Operation): Promise<void> {
    await this.current.check(operation);
  }

  async serverInfo(options?: CallOptions): Promise<OdooServerInfo> {
    return this.current.serverInfo(options);
  }

  async userContext(options?: CallOptions): Promise<UserContext> {
    return this.current.userContext(options);
  }

  private get current(): OdooConnection {
    return this.connections.of(this.target);
  }

  private render(
    name: string,
    ids: readonly number[],
    format: ReportFormat,
    options?: CallOptions,
  ): Promise<ReportFile> {
    const { companies } = this.target;
    return this.current.reports.render(name, ids, format, { ...options, ...(companies.length > 0 && { companies }) });
  }
}
