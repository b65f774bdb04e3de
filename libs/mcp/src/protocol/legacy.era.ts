import { isInitializeRequest, ProtocolErrorCode } from '@modelcontextprotocol/server';
import type { McpExchange, ProtocolEra } from '../mcp-exchange.js';
import type { McpServerFactory } from '../mcp-server.factory.js';
import { httpClient } from './auth-info.js';
import { updatedNotice } from './change-notices.js';
import { LegacySession } from './legacy-session.js';
import { protocolFailure } from './protocol-failure.js';

export interface LegacySettings {
  readonly maxSessions: number;
  readonly sessionIdleMs: number;
}

/** How often idle sessions are looked for, as a part of the time they may idle. */
const SWEEPS_PER_IDLE_TIME = 4;

/** 2025-03-26 … 2025-11-25 over Streamable HTTP: `initialize` opens a session, `Mcp-Session-Id` names it afterwards. */
export class LegacyEra implements ProtocolEra {
  private readonly sessions = new Map<string, LegacySession>();
  private readonly sweeper: NodeJS.Timeout;

  /** @param now in milliseconds; never goes back. */
  constructor(
    private readonly factory: McpServerFactory,
    private readonly settings: LegacySettings,
    private readonly now: () => number,
    private readonly onError: (error: Error) => void,
  ) {
    this.sweeper = setInterval(() => this.closeIdle(), settings.sessionIdleMs / SWEEPS_PER_IDLE_TIME);
    this.sweeper.unref();
  }

  async handle(exchange: McpExchange): Promise<void> {
    const { request, body, principal } = exchange;
    const id = request.headers['mcp-session-id'];
    if (id === undefined && isInitialize(body)) return this.open(exchange);
    const session = typeof id === 'string' ? this.sessions.get(id) : undefined;
    if (id === undefined) return protocolFailure(exchange, 400, 'A session is needed: begin with initialize.');
    // Somebody else's session is answered like one that does not exist, and so is one with rights of yesterday.
    if (session?.belongsTo(principal) !== true || session.isRetired) {
      return protocolFailure(exchange, 404, 'The session has ended: begin again with initialize.');
    }
    await session.serve(exchange);
  }

  /** Ends the streams on which clients only listen. */
  endListening(): void {
    for (const session of this.sessions.values()) session.closeStandaloneSSEStream();
  }

  async close(): Promise<void> {
    clearInterval(this.sweeper);
    await Promise.all(Array.from(this.sessions.values(), (session) => session.close()));
  }

  private async open(exchange: McpExchange): Promise<void> {
    if (!isInitializeRequest(exchange.body)) {
      const needed = 'initialize needs protocolVersion, capabilities and clientInfo.';
      return protocolFailure(exchange, 400, needed, ProtocolErrorCode.InvalidParams);
    }
    if (this.sessions.size >= this.settings.maxSessions) this.closeIdle();
    if (this.sessions.size >= this.settings.maxSessions) {
      return protocolFailure(exchange, 503, 'Too many sessions are open: try again later.');
    }
    const session: LegacySession = new LegacySession(exchange.principal, this.now, (id) => {
      this.sessions.set(id, session);
    });
    const client = httpClient(exchange.principal);
    const { listening } = session;
    const subscriptions = this.factory.subscriptions(client, {
      free: () => listening.free(),
      freed: listening.freed,
      updated: (uri) => void session.send(updatedNotice(uri)).catch(this.onError),
    });
    const { server } = this.factory.create(client, subscriptions);
    // The SDK takes its callbacks as properties.
    // oxlint-disable-next-line unicorn/prefer-add-event-listener
    server.onclose = () => {
      subscriptions.end();
      if (session.sessionId !== undefined) this.sessions.delete(session.sessionId);
    };
    await server.connect(session);
    await session.serve(exchange);
  }

  private closeIdle(): void {
    const oldest = this.now() - this.settings.sessionIdleMs;
    for (const session of this.sessions.values()) {
      if (session.isIdleSince(oldest)) void session.close();
    }
  }
}

function isInitialize(body: unknown): boolean {
  return typeof body === 'object' && body !== null && 'method' in body && body.method === 'initialize';
}
