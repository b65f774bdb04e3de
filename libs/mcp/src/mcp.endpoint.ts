import { type Principal, requireScopes, type ToolDispatcher } from '#libs/contracts';
import { classifyInboundRequest } from '@modelcontextprotocol/server';
import type { McpExchange } from './mcp-exchange.js';
import type { LegacyEra } from './protocol/legacy.era.js';
import { handOver } from './protocol/auth-info.js';
import type { ModernEra } from './protocol/modern.era.js';
import { parseFailure } from './protocol/protocol-failure.js';
import { accessesOfRequest } from './protocol/request-access.js';

/** The MCP endpoint: tells which era a request speaks and hands it to the adapter of that era. */
export class McpEndpoint {
  constructor(
    private readonly modern: ModernEra,
    private readonly legacy: LegacyEra,
    private readonly tools: Pick<ToolDispatcher, 'accessesOf'>,
  ) {}

  /**
   * Judges a body by the scopes of its token before an answer has begun, for the challenge is a matter of HTTP. What a
   * call then does is judged again.
   * @throws InsufficientScope
   */
  requireScopes(principal: Principal, body: unknown): void {
    if (!principal.scopes) return;
    const messages: readonly unknown[] = Array.isArray(body) ? body : [body];
    requireScopes(
      principal,
      messages.flatMap((message) => accessesOfRequest(message, principal, this.tools)),
    );
  }

  async handle(exchange: McpExchange): Promise<void> {
    if (exchange.request.method === 'POST' && exchange.body === undefined) return this.refuseMalformed(exchange);
    if (this.modern.serveKnown(exchange)) return;
    handOver(exchange);
    await (isLegacy(exchange) ? this.legacy : this.modern).handle(exchange);
  }

  /** Answers a body that could not be parsed, as the protocol wants it. */
  refuseMalformed(exchange: Pick<McpExchange, 'response'>): void {
    parseFailure(exchange);
  }

  /** Ends the streams on which clients only listen, so that a shutdown need not wait for them. */
  endListening(): void {
    this.modern.endListening();
    this.legacy.endListening();
  }

  async close(): Promise<void> {
    await Promise.all([this.modern.close(), this.legacy.close()]);
  }
}

/** GET and DELETE have no body to tell by: there it is the session that makes a request a legacy one. */
function isLegacy({ request: { method: httpMethod = '', headers }, body }: McpExchange): boolean {
  if (httpMethod !== 'POST') return headers['mcp-session-id'] !== undefined;
  const header = (name: string) => headers[name]?.toString();
  const { kind } = classifyInboundRequest({
    httpMethod,
    body,
    protocolVersionHeader: header('mcp-protocol-version'),
    mcpMethodHeader: header('mcp-method'),
    mcpNameHeader: header('mcp-name'),
  });
  return kind === 'legacy';
}
