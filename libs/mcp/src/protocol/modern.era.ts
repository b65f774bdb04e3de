import { createMcpHandler, isJSONRPCRequest, type McpHttpHandler } from '@modelcontextprotocol/server';
import { toNodeHandler } from '@modelcontextprotocol/node';
import type { McpExchange, ProtocolEra } from '../mcp-exchange.js';
import type { McpServerFactory } from '../mcp-server.factory.js';
import { callerOf, httpClient } from './auth-info.js';
import { LISTEN } from './change-notices.js';
import { HttpListening } from './http-listening.js';
import { keptAlive, KEEP_ALIVE_MS } from './keep-alive.js';
import { KnownAnswers } from './known-answers.js';

/** 2026-07-28: stateless; every request brings its protocol version and capabilities along. */
export class ModernEra implements ProtocolEra {
  private readonly handler: McpHttpHandler;
  private readonly listening = new Set<HttpListening>();
  private readonly known: KnownAnswers;

  constructor(
    private readonly factory: McpServerFactory,
    private readonly onerror: (error: Error) => void,
  ) {
    this.known = new KnownAnswers(factory.listingsFor);
    this.handler = createMcpHandler(({ authInfo }) => factory.create(httpClient(callerOf(authInfo).principal)), {
      legacy: 'reject',
      keepAliveMs: KEEP_ALIVE_MS,
      onerror,
    });
  }

  /** Answers a request that is of this era for certain, and whose answer is known. @returns whether it did. */
  giveKnown(exchange: McpExchange): boolean {
    return this.known.give(exchange);
  }

  async handle(exchange: McpExchange): Promise<void> {
    const { request, response, body } = exchange;
    const answer = keptAlive(this.fetchFor(exchange));
    const fetch: typeof answer = async (...asked) => this.known.learn(exchange, await answer(...asked));
    const serve = toNodeHandler({ fetch }, { onerror: this.onerror });
    await serve(request, response, body);
  }

  /** Answers those who listen. */
  endListening(): void {
    for (const listening of this.listening) listening.end();
  }

  async close(): Promise<void> {
    this.known.forget();
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
