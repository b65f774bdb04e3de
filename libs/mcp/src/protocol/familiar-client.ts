import {
  isJSONRPCResponse,
  type JSONRPCMessage,
  type RequestId,
  type ServerContext,
  type Transport,
  type TransportSendOptions,
} from '@modelcontextprotocol/server';
import { serveStdio } from '@modelcontextprotocol/server/stdio';
import { IDEMPOTENCY_HEADER, Unauthenticated } from '#libs/contracts';
import type { McpExchange } from '../mcp-exchange.js';
import type { McpServerFactory } from '../mcp-server.factory.js';
import { FamiliarCall } from './familiar-call.js';
import { tracedSource } from './traced-source.js';

/**
 * One client of the modern era over HTTP, with a server object of its own that stays connected: each request is a message
 * to it, under an id that is made here, and its answer goes out as the request's response. Whose call it is, is told
 * by the request alone.
 */
export class FamiliarClient implements Transport {
  /** Set by the SDK. */
  onmessage?: (message: JSONRPCMessage) => void;
  onclose?: () => void;
  private readonly calls = new Map<RequestId, FamiliarCall>();
  private made = 0;

  /**
   * @param onerror is told of failures that no answer shows.
   * @param ended is told when nothing is served here any more.
   */
  constructor(
    factory: McpServerFactory,
    principal: McpExchange['principal'],
    onerror: (error: Error) => void,
    private readonly ended: () => void,
  ) {
    const client = {
      principal,
      door: 'mcp',
      principalOf: (context: ServerContext) => this.callOf(context).exchange.principal,
      requestIdOf: (context: ServerContext) => this.callOf(context).exchange.requestId,
      sourceOf: (context: ServerContext) => {
        const { exchange, id } = this.callOf(context);
        const source = tracedSource(exchange.source, context);
        return { ...source, protocol: { ...source.protocol, requestId: id } };
      },
      idempotencyHeaderOf: (context: ServerContext) =>
        this.callOf(context).exchange.request.headers[IDEMPOTENCY_HEADER]?.toString(),
    } as const;
    serveStdio(() => factory.create(client), { transport: this, legacy: 'reject', onerror });
  }

  get isIdle(): boolean {
    return this.calls.size === 0;
  }

  /** @param id what the client calls the request that is its body. */
  serve(exchange: McpExchange, id: RequestId): void {
    const { response, body } = exchange;
    if (response.destroyed) return;
    this.made += 1;
    const own = this.made;
    this.calls.set(own, new FamiliarCall(exchange, id, () => this.cancel(own)));
    this.onmessage?.({ ...(body as { jsonrpc: '2.0'; method: string }), id: own });
  }

  /** Aborts every call in flight, and answers none of them. */
  end(): void {
    this.ended();
    this.onclose?.();
    for (const call of this.calls.values()) call.abandon();
    this.calls.clear();
  }

  async start(): Promise<void> {}

  async send(message: JSONRPCMessage, { relatedRequestId }: TransportSendOptions = {}): Promise<void> {
    if (!isJSONRPCResponse(message)) {
      if (relatedRequestId !== undefined) this.calls.get(relatedRequestId)?.tell(message);
      return;
    }
    const id = message.id as RequestId;
    const call = this.calls.get(id);
    this.calls.delete(id);
    call?.answer(message);
  }

  /** Asked for when the server object itself has ended. */
  async close(): Promise<void> {
    this.end();
  }

  private cancel(id: RequestId): void {
    const call = this.calls.get(id);
    if (!call) return;
    this.calls.delete(id);
    call.end();
    this.onmessage?.({ jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId: id } });
  }

  /** @throws Unauthenticated for a call whose client has left before it began. */
  private callOf({ mcpReq }: ServerContext): FamiliarCall {
    const call = this.calls.get(mcpReq.id);
    if (!call) throw new Unauthenticated('The client of this call has left.');
    return call;
  }
}
