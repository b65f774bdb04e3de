import type { Door } from '#libs/contracts';
import {
  isJSONRPCNotification,
  isJSONRPCRequest,
  isJSONRPCResponse,
  type JSONRPCMessage,
  type RequestId,
  type Transport,
} from '@modelcontextprotocol/server';
import { serveStdio } from '@modelcontextprotocol/server/stdio';
import type { McpServerFactory } from '../mcp-server.factory.js';
import type { ResourceSubscriptions } from '../resource-subscriptions.js';
import type { ServedClient } from '../served-client.js';
import type { NoticeWire } from '../update-notices.js';
import type { Caller } from './auth-info.js';
import { LISTEN, updatedNotice } from './change-notices.js';
import { ChannelListening } from './channel-listening.js';
import { invalidRequest, notJson, type ProtocolFailure } from './protocol-failure.js';
import { tracedSource } from './traced-source.js';

/** Where the messages of a channel go. */
export interface ChannelWire extends Pick<NoticeWire, 'free' | 'freed'> {
  send(message: JSONRPCMessage | ProtocolFailure): void;
  /** Asked for when the server object itself has ended. */
  close(): void;
}

/** Who is at the other end of a channel. */
export interface ChannelCaller extends Caller {
  readonly door: Door;
}

/**
 * One client over a connection that stays open and carries one message at a time. The first message tells its era, as
 * on standard input; calls run side by side and are answered as they end.
 */
export class McpChannel implements Transport {
  /** Set by the SDK. */
  onmessage?: (message: JSONRPCMessage) => void;
  onclose?: () => void;
  /** Calls in flight, by their JSON-RPC id, with what names them in logs. */
  private readonly requestIds = new Map<RequestId, string>();
  /** In the modern era; they stay open for as long as the client listens, and keep nobody waiting. */
  private readonly listening: ChannelListening;
  /** In the legacy era. */
  private readonly subscriptions: ResourceSubscriptions;

  /**
   * @param caller who has opened the connection, by which door and which request.
   * @param onerror is told of failures that no answer shows.
   */
  constructor(
    factory: McpServerFactory,
    { principal, door, requestId, source = {} }: ChannelCaller,
    private readonly wire: ChannelWire,
    onerror: (error: Error) => void,
  ) {
    const client: ServedClient = {
      principal,
      door,
      principalOf: () => principal,
      // A call that is cancelled before it has begun is known by its connection alone.
      requestIdOf: ({ mcpReq }) => this.requestIds.get(mcpReq.id) ?? requestId,
      sourceOf: (context) => tracedSource(source, context),
      idempotencyHeaderOf: () => undefined,
    };
    this.subscriptions = factory.subscriptions(client, {
      free: () => wire.free(),
      freed: wire.freed,
      updated: (uri) => wire.send(updatedNotice(uri)),
    });
    this.listening = new ChannelListening(factory, client, wire, (message) => this.onmessage?.(message));
    serveStdio(({ era }) => factory.create(client, era === 'legacy' ? this.subscriptions : undefined), {
      transport: this,
      onerror,
    });
  }

  /** How many calls are in flight. */
  get calls(): number {
    return this.requestIds.size;
  }

  /** Whether a call with this id is in flight. */
  has(id: RequestId): boolean {
    return this.requestIds.has(id) || this.listening.has(id);
  }

  /** Whether the client waits to be told something. */
  get isListening(): boolean {
    return this.listening.size > 0 || this.subscriptions.size > 0;
  }

  /**
   * Takes a message, whatever it turns out to be; what is none of the protocol's is refused in its words.
   * @param requestId names the call in logs.
   */
  receive(message: unknown, requestId: string): void {
    if (isJSONRPCRequest(message)) {
      if (this.has(message.id)) return this.refuse('A call with this id is in flight.', message);
      if (message.method === LISTEN) return void this.listening.open(message, requestId);
      this.requestIds.set(message.id, requestId);
    } else if (isJSONRPCNotification(message)) {
      if (message.method === 'notifications/cancelled') this.cancel(message.params?.['requestId'] as RequestId);
    } else if (!isJSONRPCResponse(message)) {
      return this.refuse('The message is no JSON-RPC request, notification or response.', message);
    }
    this.onmessage?.(message);
  }

  /** Answers text that could not be parsed. */
  refuseMalformed(): void {
    this.wire.send(notJson('The message is not JSON.'));
  }

  refuse(reason: string, message?: unknown): void {
    this.wire.send(invalidRequest(reason, idOf(message)));
  }

  /** Ends what a client hears, for it will be told by another gateway; calls in flight go on. */
  endListening(): void {
    this.listening.finishAll();
  }

  /** Aborts every call in flight. The connection is gone. */
  end(): void {
    this.requestIds.clear();
    this.listening.endAll();
    this.subscriptions.end();
    this.onclose?.();
  }

  async start(): Promise<void> {}

  async send(message: JSONRPCMessage): Promise<void> {
    if (!('method' in message)) this.requestIds.delete(message.id as RequestId);
    this.wire.send(message);
    this.listening.note(message);
  }

  async close(): Promise<void> {
    this.wire.close();
  }

  private cancel(id: RequestId): void {
    this.requestIds.delete(id);
    this.listening.end(id);
  }
}

/** What can be read of an id, whatever the message is. */
function idOf(message: unknown): RequestId | null {
  const { id } = (message ?? {}) as { id?: unknown };
  return typeof id === 'string' || typeof id === 'number' ? id : null;
}
