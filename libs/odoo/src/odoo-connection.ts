import type { OdooConfig } from '#libs/config';
import {
  type CallOptions,
  Cancelled,
  GatewayError,
  GatewayUnavailable,
  type OdooCallObserver,
  type OdooConnection,
  type OdooReach,
  type OdooServerInfo,
  OdooTimeout,
  OdooUnavailable,
  type Operation,
  OutcomeUnknown,
  RateLimited,
  type ReportPort,
  type SchemaPort,
  toGatewayError,
  type UserContext,
} from '#libs/contracts';
import { CALL_DEADLINE, whileWaiting } from './call-end.js';
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
  /** Whether nobody has called since a probe found it away. */
  private missed = false;
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
    private readonly upstream: Upstream,
    private readonly observer: OdooCallObserver,
  ) {
    this.http = new OdooHttp(config, upstream);
    this.schema = new ModelSchema(this, config, now);
    this.user = new CachedUserContext(this, config, now);
    const renderer = new ReportRenderer((options) => this.pages(options), new PortalDocuments(this.http, this));
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
      const transport = this.transport ?? (await this.connect(options));
      const answer = await transport.call(operation, options);
      this.noteReach('reachable');
      return answer;
    } catch (error) {
      this.noteFailure(error);
      throw error;
    }
  }

  /** How the last call or probe found Odoo. */
  get reach(): OdooReach {
    return this.found;
  }

  /** There is no policy here: all is allowed that Odoo allows. */
  async check(): Promise<void> {}

  /** The version is asked for once; a failure is asked again at the next call. */
  async serverInfo(options: CallOptions = {}): Promise<OdooServerInfo> {
    return whileWaiting(this.version(), options);
  }

  async userContext(options: CallOptions = {}): Promise<UserContext> {
    return whileWaiting(this.user.get(), options);
  }

  /** How it talks to Odoo; undefined before the first call. */
  get transportKind(): TransportKind | undefined {
    return this.transport?.kind;
  }

  /** Finds out whether Odoo is there, without a login; where the breaker has opened, whether it may close. */
  async probe(): Promise<void> {
    try {
      const info = await probeVersion(this.http);
      this.info ??= Promise.resolve(info);
      this.noteReach('reachable');
    } catch (error) {
      this.noteFailure(error);
      this.missed = true;
    }
  }

  /** Whether a probe would tell more than is known: no call has found Odoo there or away. */
  get isInDoubt(): boolean {
    return this.found === 'unknown' || this.missed;
  }

  /** Whether the breaker keeps calls from Odoo. */
  get isHeldBack(): boolean {
    return this.upstream.breaker.state !== 'closed';
  }

  /** To be told where the breaker, which others use too, has found Odoo gone or back. */
  noteReach(found: OdooReach): void {
    this.found = found;
    this.missed = false;
  }

  async close(): Promise<void> {
    await this.http.close();
  }

  private noteFailure(error: unknown): void {
    const reach = reachAfter(error);
    if (reach) this.noteReach(reach);
  }

  private version(): Promise<OdooServerInfo> {
    this.info ??= probeVersion(this.http).catch((error: unknown) => {
      this.info = undefined;
      this.noteFailure(error);
      throw error;
    });
    return this.info;
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

  private async pages(options?: CallOptions): Promise<OdooPages | undefined> {
    const transport = this.transport ?? (await this.connect(options));
    if (transport instanceof SessionTransport) return transport;
    if (this.config.password === undefined) return undefined;
    this.printing ??= new SessionTransport(this.http, this.config, this.pause());
    return this.printing;
  }

  private async connect(options?: CallOptions): Promise<OdooTransport> {
    const { major } = await this.serverInfo(options);
    this.transport ??= chooseTransport(this.http, this.config, major, this.pause());
    return this.transport;
  }

  private pause(): LoginPause {
    return new LoginPause(this.config.loginPauseMs, this.now, this.gate);
  }
}

/** What is printed is named by its report, which belongs to one model. */
const REPORT = { model: 'ir.actions.report', method: 'render' };

/** @returns undefined for what tells nothing: a call that was given up, had little time, or was not sent for want of room. */
function reachAfter(error: unknown): OdooReach | undefined {
  if (error instanceof Cancelled || error instanceof GatewayUnavailable || error instanceof RateLimited)
    return undefined;
  if (error instanceof GatewayError && error.rule === CALL_DEADLINE) return undefined;
  const isAway = error instanceof OdooUnavailable || error instanceof OdooTimeout || error instanceof OutcomeUnknown;
  // What Odoo has refused, it has answered.
  return isAway ? 'unreachable' : 'reachable';
}
