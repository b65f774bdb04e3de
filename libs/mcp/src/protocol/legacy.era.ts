import { isInitializeRequest, ProtocolErrorCode } from '@modelcontextprotocol/server';
import type { Principal, SessionNews, SharedSessions } from '#libs/contracts';
import type { McpExchange, ProtocolEra } from '../mcp-exchange.js';
import type { McpServerFactory } from '../mcp-server.factory.js';
import { KnownAnswers } from './known-answers.js';
import { protocolFailure } from './protocol-failure.js';
import { methodOf } from './request-id.js';
import { ServedSession, type SessionServices } from './served-session.js';
import type { SessionIds, SessionTerms } from './session-ids.js';
import type { SessionWord } from './session-words.js';

export interface LegacySettings {
  /** That this replica serves at a time. */
  readonly maxSessions: number;
  readonly sessionIdleMs: number;
}

/** How often idle sessions are looked for, as a part of the time they may idle. */
const SWEEPS_PER_IDLE_TIME = 4;

/**
 * 2025-03-26 … 2025-11-25 over Streamable HTTP: `initialize` opens a session, `Mcp-Session-Id` names it afterwards. A
 * session that was opened at another replica is taken up by what its id says.
 */
export class LegacyEra implements ProtocolEra {
  private readonly sessions = new Map<string, ServedSession>();
  private readonly services: SessionServices;
  private readonly sweeper: NodeJS.Timeout;
  private readonly hearNoMore: () => void;

  /** @param now in milliseconds; never goes back. */
  constructor(
    factory: McpServerFactory,
    private readonly ids: SessionIds,
    private readonly shared: SharedSessions,
    private readonly settings: LegacySettings,
    private readonly now: () => number,
    onError: (error: Error) => void,
  ) {
    const known = new KnownAnswers(factory.listingsFor);
    this.services = { factory, shared, known, now, onError };
    this.sweeper = setInterval(() => this.sweep(), settings.sessionIdleMs / SWEEPS_PER_IDLE_TIME);
    this.sweeper.unref();
    this.hearNoMore = shared.hear((news) => this.hear(news));
  }

  async handle(exchange: McpExchange): Promise<void> {
    const { request, body, principal } = exchange;
    const id = request.headers['mcp-session-id'];
    if (id === undefined) {
      if (methodOf(body) === 'initialize') return this.open(exchange);
      return protocolFailure(exchange, 400, 'A session is needed: begin with initialize.');
    }
    // Somebody else's session is answered like one that does not exist, and so is one with rights of yesterday.
    const terms = typeof id === 'string' ? this.ids.read(principal, id) : undefined;
    if (!terms || !(await this.isOpen(terms))) {
      return protocolFailure(exchange, 404, 'The session has ended: begin again with initialize.');
    }
    await this.serve(exchange, terms, true);
  }

  /** Ends the streams on which clients only listen. */
  endListening(): void {
    for (const session of this.sessions.values()) session.endListening();
  }

  /** The sessions go on at other replicas. */
  async close(): Promise<void> {
    clearInterval(this.sweeper);
    this.hearNoMore();
    await Promise.all(Array.from(this.sessions.values(), (session) => session.close()));
  }

  private async open(exchange: McpExchange): Promise<void> {
    const { body, principal } = exchange;
    if (!isInitializeRequest(body)) {
      const needed = 'initialize needs protocolVersion, capabilities and clientInfo.';
      return protocolFailure(exchange, 400, needed, ProtocolErrorCode.InvalidParams);
    }
    await this.serve(exchange, this.ids.issue(principal, body.params), false);
  }

  private async serve(exchange: McpExchange, terms: SessionTerms, isOpen: boolean): Promise<void> {
    const session = this.sessions.get(terms.session) ?? this.begin(terms, exchange.principal);
    if (!session) return protocolFailure(exchange, 503, 'Too many sessions are open: try again later.');
    await (isOpen ? session.serve(exchange) : session.open(exchange));
  }

  private begin(terms: SessionTerms, principal: Principal): ServedSession | undefined {
    if (this.sessions.size >= this.settings.maxSessions) this.closeIdle();
    if (this.sessions.size >= this.settings.maxSessions) return undefined;
    const session = new ServedSession(terms, principal, this.services, () => this.sessions.delete(terms.session));
    this.sessions.set(terms.session, session);
    return session;
  }

  /** Where nobody can tell, a session that was served here goes on, and another one as long as it cannot have idled. */
  private async isOpen(terms: SessionTerms): Promise<boolean> {
    const { session } = terms;
    const isOpen = await this.shared.use(session);
    const served = this.sessions.get(session);
    if (isOpen === false) void served?.close();
    if (served?.isRetired) return false;
    return isOpen ?? (served !== undefined || this.ids.ageOf(terms) <= this.settings.sessionIdleMs);
  }

  private hear({ session, word }: SessionNews): void {
    this.sessions.get(session)?.hear(word as SessionWord);
  }

  private sweep(): void {
    this.closeIdle();
    for (const { terms, isInUse } of this.sessions.values()) if (isInUse) void this.isOpen(terms);
  }

  private closeIdle(): void {
    const oldest = this.now() - this.settings.sessionIdleMs;
    for (const session of this.sessions.values()) if (session.isIdleSince(oldest)) void session.close();
  }
}
