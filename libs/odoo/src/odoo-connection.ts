import type { OdooConfig } from '#libs/config';
import {
  type CallOptions,
  Cancelled,
  type OdooCallObserver,
  type OdooConnection,
  type OdooReach,
  type OdooServerInfo,
  OdooTimeout,
  OdooUnavailable,
  type Operation,
  OutcomeUnknown,
  type ReportPort,
  type SchemaPort,
  toGatewayError,
  type UserContext,
} from '#libs/contracts';
import { ModelSchema } from './model-schema.js';
import { OdooHttp } from './odoo-http.js';
import { probeVersion } from './odoo-version.js';
import { PortalDocuments } from './portal-documents.js';
import { type OdooPages, ReportRenderer } from './report-renderer.js';
import { chooseTransport } from './transports/choose-transport.js';
import type { LoginGate } from './transports/login-gate.js';
import { LoginPause } from './transports/login-pause.js';
import { SessionTransport } from './transports/session.transport.js';
import type { OdooTransport, TransportKind } from './transports/transport.js';
import type { Upstream } from './upstream.js';
import { CachedUserContext } from './user-context.js';
import { watchedEffect } from './watched-effect.js';

/** One Odoo with one identity. Reaches out at the first call, so the gateway starts while Odoo is away. */
export class HttpOdooConnection implements OdooConnection {
  readonly schema: SchemaPort;
  readonly reports: ReportPort;
  private readonly http: OdooHttp;
  private readonly user: CachedUserContext;
  private transport: OdooTransport | undefined;
  /** Printing needs a session whatever way calls take; opened at the first report. */
  private printing: SessionTransport | undefined;
  private found: OdooReach = 'unknown';
  private info: Promise<OdooServerInfo> | undefined;

  /**
   * @param name as the configuration has it.
   * @param gate shared, as the upstream, by all users of the same Odoo.
   */
  constructor(
    private readonly name: string,
    private readonly config: OdooConfig,
    private readonly now: () => number,
    private readonly gate: LoginGate,
    upstream: Upstream,
    private readonly observer: OdooCallObserver,
  ) {
    this.http = new OdooHttp(config, upstream);
    this.schema = new ModelSchema(this, config, now);
    this.user = new CachedUserContext(this, config, now);
    const renderer = new ReportRenderer(() => this.pages(), new PortalDocuments(this.http, this));
    this.reports = {
      render: (reportName, ids, format, options) =>
        this.watched(REPORT, { ...options, readsOnly: true }, (traced) =>
          renderer.render(reportName, ids, format, { ...options, ...traced }),
        ),
    };
  }

  call(operation: Operation, options?: CallOptions): Promise<unknown> {
    return this.watched(operation, options, (traced) => this.send(operation, traced));
  }

  private async send(operation: Operation, options: CallOptions): Promise<unknown> {
    try {
      const transport = this.transport ?? (await this.connect());
      const answer = await transport.call(operation, options);
      this.found = 'reachable';
      return answer;
    } catch (error) {
      this.found = reachAfter(error, this.found);
      throw error;
    }
  }

  /** How the last call found Odoo. */
  get reach(): OdooReach {
    return this.found;
  }

  /** There is no policy here: all is allowed that Odoo allows. */
  async check(): Promise<void> {}

  /** The version is asked for once; a failure is asked again at the next call. */
  serverInfo(): Promise<OdooServerInfo> {
    this.info ??= probeVersion(this.http).catch((error: unknown) => {
      this.info = undefined;
      this.found = reachAfter(error, this.found);
      throw error;
    });
    return this.info;
  }

  userContext(): Promise<UserContext> {
    return this.user.get();
  }

  /** How it talks to Odoo; undefined before the first call. */
  get transportKind(): TransportKind | undefined {
    return this.transport?.kind;
  }

  async close(): Promise<void> {
    await this.http.close();
  }

  private async watched<Answer>(
    { model, method }: Pick<Operation, 'model' | 'method'>,
    options: CallOptions = {},
    call: (options: CallOptions) => Promise<Answer>,
  ): Promise<Answer> {
    const effect = watchedEffect({ method }, options);
    const { trace, ended } = this.observer.begin({
      connection: this.name,
      effect,
      model,
      method,
      trace: options.trace,
    });
    try {
      const answer = await call({ ...options, trace });
      ended('ok');
      return answer;
    } catch (error) {
      ended(toGatewayError(error).code);
      throw error;
    }
  }

  private async pages(): Promise<OdooPages | undefined> {
    const transport = this.transport ?? (await this.connect());
    if (transport instanceof SessionTransport) return transport;
    if (this.config.password === undefined) return undefined;
    this.printing ??= new SessionTransport(this.http, this.config, this.pause());
    return this.printing;
  }

  private async connect(): Promise<OdooTransport> {
    const { major } = await this.serverInfo();
    this.transport ??= chooseTransport(this.http, this.config, major, this.pause());
    return this.transport;
  }

  private pause(): LoginPause {
    return new LoginPause(this.config.loginPauseMs, this.now, this.gate);
  }
}

/** What is printed is named by its report, which belongs to one model. */
const REPORT = { model: 'ir.actions.report', method: 'render' };

/** A call that was given up tells nothing; what Odoo has refused, it has answered. */
function reachAfter(error: unknown, before: OdooReach): OdooReach {
  if (error instanceof Cancelled) return before;
  const isAway = error instanceof OdooUnavailable || error instanceof OdooTimeout || error instanceof OutcomeUnknown;
  return isAway ? 'unreachable' : 'reachable';
}
