import {
  type AuthInfo,
  createMcpHandler,
  isJSONRPCRequest,
  type McpHttpHandler,
  ProtocolErrorCode,
} from '@modelcontextprotocol/server';
import type { McpExchange, ProtocolEra } from '../mcp-exchange.js';
import type { McpServerFactory } from '../mcp-server.factory.js';
import { callerOf, httpClient } from './auth-info.js';
import { LISTEN } from './change-notices.js';
import { FamiliarClients } from './familiar-clients.js';
import { HttpListening } from './http-listening.js';
import { keptAlive, KEEP_ALIVE_MS } from './keep-alive.js';
import { KnownAnswers } from './known-answers.js';
import { protocolFailure } from './protocol-failure.js';
import { methodOf } from './request-id.js';
import { giveWebAnswer } from './web-answer.js';
import { webRequest } from './web-request.js';

/** 2026-07-28: stateless; every request brings its protocol version and capabilities along. */
export class ModernEra implements ProtocolEra {
  private readonly handler: McpHttpHandler;
  private readonly listening = new Set<HttpListening>();
  private readonly known: KnownAnswers;
  private readonly familiar: FamiliarClients;

  constructor(
    private readonly factory: McpServerFactory,
    private readonly onerror: (error: Error) => void,
  ) {
    this.known = new KnownAnswers(factory.listingsFor);
    this.familiar = new FamiliarClients(factory, onerror);
    this.handler = createMcpHandler(({ authInfo }) => factory.create(httpClient(callerOf(authInfo).principal)), {
      legacy: 'reject',
      keepAliveMs: KEEP_ALIVE_MS,
      onerror,
    });
  }

  /** Serves a request which is of this era for certain, for the SDK has answered its like. @returns whether it does. */
  serveKnown(exchange: McpExchange): boolean {
    return this.known.give(exchange) || this.familiar.serve(exchange);
  }

  async handle(exchange: McpExchange): Promise<void> {
    const { response, body } = exchange;
    const request: typeof exchange.request & { auth?: AuthInfo } = exchange.request;
    const leaving = new AbortController();
    response.once('close', () => {
      if (!response.writableEnded) leaving.abort();
    });
    if (response.destroyed) leaving.abort();
    try {
      const answer = await keptAlive(this.fetchFor(exchange))(webRequest(request, leaving.signal), {
        ...(request.auth && { authInfo: request.auth }),
        parsedBody: body,
      });
      await giveWebAnswer(response, await this.familiar.learn(exchange, await this.known.learn(exchange, answer)));
    } catch (error) {
      this.onerror(error instanceof Error ? error : new Error(String(error)));
      protocolFailure(exchange, 500, 'Internal server error', ProtocolErrorCode.InternalError);
    }
  }

  /** Answers those who listen. */
  endListening(): void {
    for (const listening of this.listening) listening.end();
  }

  async close(): Promise<void> {
    this.known.forget();
    this.endListening();
    this.familiar.close();
    await this.handler.close();
  }

  private fetchFor(exchange: McpExchange): McpHttpHandler['fetch'] {
    const { body, response } = exchange;
    if (methodOf(body) !== LISTEN || !isJSONRPCRequest(body)) return this.handler.fetch;
    const listening = new HttpListening(this.factory, exchange, body, this.onerror);
    this.listening.add(listening);
    response.once('close', () => this.listening.delete(listening));
    return listening.fetch;
  }
}
