import {
  isJSONRPCNotification,
  type JSONRPCMessage,
  type JSONRPCRequest,
  type RequestId,
} from '@modelcontextprotocol/server';
import { merge, Subject } from 'rxjs';
import type { McpServerFactory } from '../mcp-server.factory.js';
import { toProtocolError } from '../protocol-error.js';
import type { ResourceSubscriptions, Subscriber, SubscriptionBudget } from '../resource-subscriptions.js';
import type { NoticeWire } from '../update-notices.js';
import { acknowledgedId, listenedTo, listenResult, updatedNotice } from './change-notices.js';
import type { ProtocolFailure } from './protocol-failure.js';

export interface ListeningWire extends Pick<NoticeWire, 'free' | 'freed'> {
  send(message: JSONRPCMessage | ProtocolFailure): void;
}

interface Listener {
  readonly subscriptions: ResourceSubscriptions;
  /** Before that nothing may be told. */
  acknowledged: boolean;
}

/** Every `subscriptions/listen` of one connection. The SDK acknowledges and cancels them; what they hear comes from here. */
export class ChannelListening {
  private readonly listeners = new Map<RequestId, Listener>();
  private readonly acknowledged = new Subject<void>();
  private readonly budget: SubscriptionBudget;

  /** @param deliver has the SDK take a message as if the client had sent it. */
  constructor(
    private readonly factory: McpServerFactory,
    private readonly subscriber: Subscriber,
    private readonly wire: ListeningWire,
    private readonly deliver: (message: JSONRPCMessage) => void,
  ) {
    this.budget = factory.subscriptionBudget();
  }

  get size(): number {
    return this.listeners.size;
  }

  has(id: RequestId): boolean {
    return this.listeners.has(id);
  }

  /** Has the SDK acknowledge the request when every resource is listened to, or answers with why one is not. */
  async open(message: JSONRPCRequest, requestId: string): Promise<void> {
    const { id } = message;
    const listener = this.listener(id);
    this.listeners.set(id, listener);
    for (const uri of listenedTo(message)) {
      try {
        await listener.subscriptions.add(uri, requestId);
      } catch (error) {
        if (this.listeners.get(id) !== listener) return;
        this.end(id);
        const { code, message: reason, data } = toProtocolError(error, { uri });
        return this.wire.send({ jsonrpc: '2.0', id, error: { code, message: reason, data } });
      }
    }
    if (this.listeners.get(id) === listener) this.deliver(message);
  }

  /** Looks at what the SDK says. */
  note(message: JSONRPCMessage): void {
    if (!('method' in message)) {
      if (message.id !== undefined) this.end(message.id);
    } else if (isJSONRPCNotification(message)) {
      const id = acknowledgedId(message);
      const listener = id === undefined ? undefined : this.listeners.get(id);
      if (!listener) return;
      listener.acknowledged = true;
      this.acknowledged.next();
    }
  }

  end(id: RequestId): void {
    this.listeners.get(id)?.subscriptions.end();
    this.listeners.delete(id);
  }

  endAll(): void {
    for (const id of this.listeners.keys()) this.end(id);
  }

  /** Answers those who listen, so that they know to listen again elsewhere. */
  finishAll(): void {
    for (const id of this.listeners.keys()) this.finish(id);
  }

  private listener(id: RequestId): Listener {
    const { wire, acknowledged } = this;
    const listener: Listener = {
      acknowledged: false,
      subscriptions: this.factory.subscriptions(
        this.subscriber,
        {
          free: () => listener.acknowledged && wire.free(),
          freed: merge(wire.freed, acknowledged),
          updated: (uri) => wire.send(updatedNotice(uri, id)),
          lapsed: () => this.finish(id),
        },
        this.budget,
      ),
    };
    return listener;
  }

  private finish(id: RequestId): void {
    const known = this.listeners.get(id)?.acknowledged;
    this.end(id);
    this.wire.send(listenResult(id));
    // As the first message of a connection it would tell the era.
    if (known) this.deliver({ jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId: id } });
  }
}
