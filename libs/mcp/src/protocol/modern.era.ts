import { createMcpHandler, type McpHttpHandler } from '@modelcontextprotocol/server';
import { toNodeHandler } from '@modelcontextprotocol/node';
import type { McpExchange, ProtocolEra } from '../mcp-exchange.js';
import type { McpServerFactory } from '../mcp-server.factory.js';
import { callerOf, httpClient } from './auth-info.js';
import { keptAlive, KEEP_ALIVE_MS } from './keep-alive.js';

/** 2026-07-28: stateless; every request brings its protocol version and capabilities along. */
export class ModernEra implements ProtocolEra {
  private readonly handler: McpHttpHandler;
  private readonly serve: ReturnType<typeof toNodeHandler>;

  constructor(factory: McpServerFactory, onerror: (error: Error) => void) {
    this.handler = createMcpHandler(({ authInfo }) => factory.create(httpClient(callerOf(authInfo).principal)), {
      legacy: 'reject',
      keepAliveMs: KEEP_ALIVE_MS,
      onerror,
    });
    this.serve = toNodeHandler({ fetch: keptAlive(this.handler.fetch) }, { onerror });
  }

  async handle({ request, response, body }: McpExchange): Promise<void> {
    await this.serve(request, response, body);
  }

  async close(): Promise<void> {
    await this.handler.close();
  }
}
