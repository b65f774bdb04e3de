import { createMcpHandler, isJSONRPCRequest, type McpHttpHandler } from '@modelcontextprotocol/server';
import { toNodeHandler } from '@modelcontextprotocol/node';
import type { McpExchange, ProtocolEra } from '../mcp-exchange.js';
import type { McpServerFactory } from '../mcp-server.factory.js';
import { callerOf, httpClient } from './auth-info.js';
import { LISTEN } from './change-notices.js';
import { HttpListening } from './http-listening.js';
import { keptAlive, KEEP_ALIVE_MS } from './keep-alive.js';

/** 2026-07-28: stateless; every request brings its protocol version and capabilities along. */
export class ModernEra implements ProtocolEra {
  private readonly handler: McpHttpHandler;
  private readonly listening = new Set<HttpListening>();

  constructor(
    private readonly factory: McpServerFactory,
    private readonly onerror: (error: Error) => void,
  ) {
    this.handler = createMcpHandler(({ authInfo }) => factory.create(httpClient(callerOf(authInfo).principal)), {
      legacy: 'reject',
      keepAliveMs: KEEP_ALIVE_MS,
      onerror,
    });
  }

  async handle(exchange: McpExchange): Promise<void> {
    const { request, response, body } = exchange;
    const serve = toNodeHandler({ fetch: keptAlive(this.fetchFor(exchange)) }, { onerror: this.onerror });
    await serve(request, response, body);
  }

  /** Answers those who listen. */
  endListening(): void {
    for (const listening of this.listening) listening.end();
  }

  async close(): Promise<void> {
    this.endListening();
    await this.handler.close();
  }

  private fetchFor(exchange: McpExchange): McpHttpHandler['fetch'] {
    const { body, response } = exchange;
    if (!isJSONRPCRequest(body) || body.method !== LISTEN) return this.handler.fetch;
    const listening = new HttpListening(this.factory, exchange, body, this.onerror);
    this.listening.add(listening);
    response.once('close', () => this.listening.delete(listening));
    return listening.fetch;
  }
}
