import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { NodeStreamableHTTPServerTransport } from '@modelcontextprotocol/node';
import type { JSONRPCMessage, RequestId, TransportSendOptions } from '@modelcontextprotocol/server';
import type { Principal } from '#libs/contracts';
import type { McpExchange } from '../mcp-exchange.js';
import { KEEP_ALIVE_MS } from './keep-alive.js';
import { ListeningStream } from './listening-stream.js';
import { protocolFailure } from './protocol-failure.js';
import { cancelledIdOf, requestIdOf } from './request-id.js';

/**
 * One client's session. The SDK's transport finds the response of an answer by the request's id alone: it would send the
 * answer of one request to another with the same id, and a response whose request was cancelled would stay open for ever.
 * Here each id is used by one request at a time, and a response ends when nothing is owed on it any more.
 */
export class LegacySession extends NodeStreamableHTTPServerTransport {
  /** Where the client is told what it has not asked for. */
  readonly listening = new ListeningStream();
  /** Requests under way, each with those under way that came in the same HTTP request. */
  private readonly underWay = new Map<RequestId, Set<RequestId>>();
  private openResponses = 0;
  private lastUsed: number;

  constructor(
    private readonly principal: Principal,
    private readonly now: () => number,
    opened: (id: string) => void,
  ) {
    super({ sessionIdGenerator: randomUUID, onsessioninitialized: opened, keepAliveMs: KEEP_ALIVE_MS });
    this.lastUsed = now();
    principal.ends?.addEventListener('abort', this.retire);
  }

  /** Whether its principal has ended: it serves what is under way, and nothing more. */
  get isRetired(): boolean {
    return this.principal.ends?.aborted ?? false;
  }

  /** Whether the caller is who has opened it, and goes to the same Odoo. What they may do is theirs at each request. */
  belongsTo({ id, odoo }: Principal): boolean {
    return id === this.principal.id && isDeepStrictEqual(odoo, this.principal.odoo);
  }

  /** A session on which a client listens is in use. */
  isIdleSince(moment: number): boolean {
    return this.openResponses === 0 && this.lastUsed < moment;
  }

  async serve(exchange: McpExchange): Promise<void> {
    const { request, response, body } = exchange;
    const messages: readonly unknown[] = Array.isArray(body) ? body : [body];
    const ids = messages.map(requestIdOf).filter((id) => id !== undefined);
    const together = new Set(ids);
    if (together.size < ids.length || ids.some((id) => this.underWay.has(id))) {
      return protocolFailure(exchange, 400, 'Another request with this id is under way.');
    }
    for (const id of ids) this.underWay.set(id, together);
    this.openResponses += 1;
    response.once('close', () => {
      this.openResponses -= 1;
      this.lastUsed = this.now();
      this.closeWhenRetired();
      if (response.statusCode !== 200) this.settle(...ids);
    });
    if (request.method === 'GET') this.listening.watch(response);
    await this.handleRequest(request, response, body);
    this.settle(...messages.map(cancelledIdOf).filter((id) => id !== undefined));
  }

  override async send(message: JSONRPCMessage, options?: TransportSendOptions): Promise<void> {
    try {
      await super.send(message, options);
    } finally {
      if (!('method' in message) && message.id !== undefined) this.settle(message.id);
    }
  }

  override async close(): Promise<void> {
    this.principal.ends?.removeEventListener('abort', this.retire);
    await super.close();
  }

  private readonly retire = (): void => {
    this.closeStandaloneSSEStream();
    this.closeWhenRetired();
  };

  private closeWhenRetired(): void {
    if (this.isRetired && this.openResponses === 0) void this.close();
  }

  /** For requests that were answered, refused or cancelled. */
  private settle(...ids: readonly RequestId[]): void {
    for (const id of ids) {
      const together = this.underWay.get(id);
      this.underWay.delete(id);
      together?.delete(id);
      if (together?.size === 0) this.closeSSEStream(id);
    }
  }
}
