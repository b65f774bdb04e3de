import { randomUUID } from 'node:crypto';
import { NodeStreamableHTTPServerTransport } from '@modelcontextprotocol/node';
import type { McpExchange, ProtocolEra } from '../mcp-exchange.js';
import type { McpServerFactory } from '../mcp-server.factory.js';
import { httpClient } from './auth-info.js';
import { protocolFailure } from './protocol-failure.js';

export interface LegacySettings {
  readonly maxSessions: number;
  readonly sessionIdleMs: number;
}

interface Session {
  readonly transport: NodeStreamableHTTPServerTransport;
  readonly principalId: string;
  lastUsed: number;
  /** Responses still open on it, the listening stream included. */
  open: number;
}

/** How often idle sessions are looked for, as a part of the time they may idle. */
const SWEEPS_PER_IDLE_TIME = 4;

/** 2025-03-26 … 2025-11-25 over Streamable HTTP: `initialize` opens a session, `Mcp-Session-Id` names it afterwards. */
export class LegacyEra implements ProtocolEra {
  private readonly sessions = new Map<string, Session>();
  private readonly sweeper: NodeJS.Timeout;

  constructor(
    private readonly factory: McpServerFactory,
    private readonly settings: LegacySettings,
    private readonly now: () => number,
  ) {
    this.sweeper = setInterval(() => this.closeIdle(), settings.sessionIdleMs / SWEEPS_PER_IDLE_TIME);
    this.sweeper.unref();
  }

  async handle(exchange: McpExchange): Promise<void> {
    const { request, response, body, principal } = exchange;
    const id = request.headers['mcp-session-id'];
    if (id === undefined && isInitialize(body)) return this.open(exchange);
    const session = typeof id === 'string' ? this.sessions.get(id) : undefined;
    if (id === undefined) return protocolFailure(response, 400, 'A session is needed: begin with initialize.');
    // Somebody else's session is answered like one that does not exist.
    if (session?.principalId !== principal.id) {
      return protocolFailure(response, 404, 'The session has ended: begin again with initialize.');
    }
    await this.serve(session, exchange);
  }

  /** Ends the streams on which clients only listen. */
  endListening(): void {
    for (const { transport } of this.sessions.values()) transport.closeStandaloneSSEStream();
  }

  async close(): Promise<void> {
    clearInterval(this.sweeper);
    await Promise.all(Array.from(this.sessions.values(), ({ transport }) => transport.close()));
  }

  private async open(exchange: McpExchange): Promise<void> {
    if (this.sessions.size >= this.settings.maxSessions) this.closeIdle();
    if (this.sessions.size >= this.settings.maxSessions) {
      return protocolFailure(exchange.response, 503, 'Too many sessions are open: try again later.');
    }
    const transport: NodeStreamableHTTPServerTransport = new NodeStreamableHTTPServerTransport({
      sessionIdGenerator: randomUUID,
      onsessioninitialized: (id) => {
        this.sessions.set(id, session);
      },
    });
    const session: Session = { transport, principalId: exchange.principal.id, lastUsed: this.now(), open: 0 };
    const { server } = this.factory.create(httpClient(exchange.principal));
    // The SDK takes its callbacks as properties.
    // oxlint-disable-next-line unicorn/prefer-add-event-listener
    server.onclose = () => {
      if (transport.sessionId !== undefined) this.sessions.delete(transport.sessionId);
    };
    await server.connect(transport);
    await this.serve(session, exchange);
  }

  private async serve(session: Session, { request, response, body }: McpExchange): Promise<void> {
    session.open += 1;
    response.once('close', () => {
      session.open -= 1;
      session.lastUsed = this.now();
    });
    await session.transport.handleRequest(request, response, body);
  }

  private closeIdle(): void {
    const oldest = this.now() - this.settings.sessionIdleMs;
    for (const { transport, open, lastUsed } of this.sessions.values()) {
      if (open === 0 && lastUsed < oldest) void transport.close();
    }
  }
}

function isInitialize(body: unknown): boolean {
  return typeof body === 'object' && body !== null && 'method' in body && body.method === 'initialize';
}
