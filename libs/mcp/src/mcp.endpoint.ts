import { toWebRequest } from '@modelcontextprotocol/node';
import { isLegacyRequest } from '@modelcontextprotocol/server';
import type { McpExchange, ProtocolEra } from './mcp-exchange.js';
import { handOver } from './protocol/auth-info.js';
import { parseFailure } from './protocol/protocol-failure.js';

/** The MCP endpoint: tells which era a request speaks and hands it to the adapter of that era. */
export class McpEndpoint {
  constructor(
    private readonly modern: ProtocolEra,
    private readonly legacy: ProtocolEra,
  ) {}

  async handle(exchange: McpExchange): Promise<void> {
    const { request, body } = exchange;
    handOver(exchange);
    const legacy = await isLegacyRequest(await toWebRequest(request, body), body);
    await (legacy ? this.legacy : this.modern).handle(exchange);
  }

  /** Answers a body that could not be parsed, as the protocol wants it. */
  refuseMalformed({ response }: Pick<McpExchange, 'response'>): void {
    parseFailure(response);
  }

  async close(): Promise<void> {
    await Promise.all([this.modern.close(), this.legacy.close()]);
  }
}
