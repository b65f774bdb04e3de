import { createMcpHandler, type JSONRPCRequest, type McpHttpHandler } from '@modelcontextprotocol/server';
import { merge, Subject } from 'rxjs';
import type { McpExchange } from '../mcp-exchange.js';
import type { McpServerFactory } from '../mcp-server.factory.js';
import { toProtocolError } from '../protocol-error.js';
import type { ResourceSubscriptions } from '../resource-subscriptions.js';
import { httpClient } from './auth-info.js';
import { listenedTo } from './change-notices.js';
import { KEEP_ALIVE_MS } from './keep-alive.js';
import { ListeningStream } from './listening-stream.js';

/**
 * One `subscriptions/listen` over HTTP, from its request to the end of its response. It has a handler of the SDK's for
 * itself: a handler tells all who listen on it, and what one key may read is nobody else's to hear of.
 */
export class HttpListening {
  private readonly handler: McpHttpHandler;
  private readonly subscriptions: ResourceSubscriptions;
  private readonly answered = new Subject<void>();
  private hasAnswered = false;

  constructor(
    factory: McpServerFactory,
    private readonly exchange: McpExchange,
    private readonly message: JSONRPCRequest,
    onerror: (error: Error) => void,
  ) {
    const { principal, response } = exchange;
    const client = httpClient(principal);
    const stream = new ListeningStream();
    stream.watch(response);
    this.handler = createMcpHandler(() => factory.create(client), {
      legacy: 'reject',
      keepAliveMs: KEEP_ALIVE_MS,
      onerror,
    });
    this.subscriptions = factory.subscriptions(client, {
      free: () => this.hasAnswered && stream.free(),
      freed: merge(stream.freed, this.answered),
      updated: (uri) => this.handler.notify.resourceUpdated(uri),
      lapsed: () => this.end(),
    });
    const end = (): void => this.end();
    principal.ends?.addEventListener('abort', end);
    response.once('close', () => {
      principal.ends?.removeEventListener('abort', end);
      this.subscriptions.end();
    });
  }

  /** Answers when every resource is listened to, or else with why one is not. */
  readonly fetch: McpHttpHandler['fetch'] = async (request, options) => {
    for (const uri of listenedTo(this.message)) {
      try {
        await this.subscriptions.add(uri, this.exchange.requestId);
      } catch (error) {
        this.subscriptions.end();
        const { code, message, data } = toProtocolError(error, { uri });
        return Response.json({ jsonrpc: '2.0', id: this.message.id, error: { code, message, data } });
      }
    }
    const answer = await this.handler.fetch(request, options);
    this.hasAnswered = true;
    this.answered.next();
    return answer;
  };

  /** Ends the response with the answer, so that the client knows to listen again. */
  end(): void {
    this.subscriptions.end();
    void this.handler.close();
  }
}
