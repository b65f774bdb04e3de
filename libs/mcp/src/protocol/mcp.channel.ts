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
import type { ServedClient } from '../served-client.js';
import type { Caller } from './auth-info.js';
import { invalidRequest, notJson, type ProtocolFailure } from './protocol-failure.js';

/** Where the messages of a channel go. */
export interface ChannelWire {
  send(message: JSONRPCMessage | ProtocolFailure): void;
  /** Asked for when the server object itself has ended. */
  close(): void;
}

/** Stays open for as long as the client listens, and keeps nobody waiting. */
const LISTEN = 'subscriptions/listen';

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

  /**
   * @param caller who has opened the connection, and by which request.
   * @param onerror is told of failures that no answer shows.
   */
  constructor(
    factory: McpServerFactory,
    { principal, requestId }: Caller,
    private readonly wire: ChannelWire,
    onerror: (error: Error) => void,
  ) {
    const client: ServedClient = {
      principal,
      door: 'ws',
      // A call that is cancelled before it has begun is known by its connection alone.
      requestIdOf: ({ mcpReq }) => this.requestIds.get(mcpReq.id) ?? requestId,
    };
    serveStdio(() => factory.create(client), { transport: this, onerror });
  }

  /** How many calls are in flight. */
  get calls(): number {
    return this.requestIds.size;
  }

  /** Whether a call with this id is in flight. */
  has(id: RequestId): boolean {
    return this.requestIds.has(id);
  }

  /**
   * Takes a message, whatever it turns out to be; what is none of the protocol's is refused in its words.
   * @param requestId names the call in logs.
   */
  receive(message: unknown, requestId: string): void {
    if (isJSONRPCRequest(message)) {
      if (this.requestIds.has(message.id)) return this.refuse('A call with this id is in flight.', message);
      if (message.method !== LISTEN) this.requestIds.set(message.id, requestId);
    } else if (isJSONRPCNotification(message)) {
      if (message.method === 'notifications/cancelled') this.forget(message.params?.['requestId']);
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

  /** Aborts every call in flight. The connection is gone. */
  end(): void {
    this.requestIds.clear();
    this.onclose?.();
  }

  async start(): Promise<void> {}

  async send(message: JSONRPCMessage): Promise<void> {
    if (isJSONRPCResponse(message)) this.forget(message.id);
    this.wire.send(message);
  }

  async close(): Promise<void> {
    this.wire.close();
  }

  private forget(id: unknown): void {
    this.requestIds.delete(id as RequestId);
  }
}

/** What can be read of an id, whatever the message is. */
function idOf(message: unknown): RequestId | null {
  const { id } = (message ?? {}) as { id?: unknown };
  return typeof id === 'string' || typeof id === 'number' ? id : null;
}
