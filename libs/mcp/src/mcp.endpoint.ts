import { toWebRequest } from '@modelcontextprotocol/node';
import { isLegacyRequest } from '@modelcontextprotocol/server';
import type { McpExchange, ProtocolEra } from './mcp-exchange.js';
import type { LegacyEra } from './protocol/legacy.era.js';
import { handOver } from './protocol/auth-info.js';
import { parseFailure } from './protocol/protocol-failure.js';

/** The MCP endpoint: tells which era a request speaks and hands it to the adapter of that era. */
export class McpEndpoint {
  constructor(
    private readonly modern: ProtocolEra,
    private readonly legacy: LegacyEra,
  ) {}

  async handle(exchange: McpExchange): Promise<void> {
    handOver(exchange);
    const era = (await this.isLegacy(exchange)) ? this.legacy : this.modern;
    await era.handle(exchange);
  }

  /** Answers a body that could not be parsed, as the protocol wants it. */
  refuseMalformed({ response }: Pick<McpExchange, 'response'>): void {
    parseFailure(response);
  }

  /** Ends the streams on which clients only listen, so that a shutdown need not wait for them. */
  endListening(): void {
    this.legacy.endListening();
  }

  /** GET and DELETE have no body to tell by: there it is the session that makes a request a legacy one. */
  private async isLegacy({ request, body }: McpExchange): Promise<boolean> {
    if (request.method !== 'POST') return request.headers['mcp-session-id'] !== undefined;
    return isLegacyRequest(await toWebRequest(request, body), body);
  }

  async close(): Promise<void> {
    await Promise.all([this.modern.close(), this.legacy.close()]);
  }
}
