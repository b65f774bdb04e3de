import type { Principal, SharedSessions } from '#libs/contracts';
import type { McpServerFactory } from '../mcp-server.factory.js';
import type { ResourceSubscriptions, Subscriber, SubscriptionBudget } from '../resource-subscriptions.js';
import type { ListeningStream } from './listening-stream.js';
import type { SessionWord, TellReplicas } from './session-words.js';

export interface SubscriptionWire {
  readonly listening: ListeningStream;
  /** Tells the client, which listens here. */
  updated(uri: string): void;
  readonly tell: TellReplicas;
  failed(error: Error): void;
}

/**
 * The resources that a session is subscribed to, at whatever replica. The one where its client listens watches them.
 * Another one at which the client has subscribed watches only until that one does, or where the client listens nowhere.
 */
export class SessionSubscriptions {
  private readonly watched: ResourceSubscriptions;
  private readonly budget: SubscriptionBudget;
  private readonly max: number;
  /** Names in logs what is watched without a request. */
  private requestId = '';

  constructor(
    factory: McpServerFactory,
    subscriber: Subscriber,
    private readonly session: string,
    private readonly shared: SharedSessions,
    private readonly wire: SubscriptionWire,
  ) {
    const { listening } = wire;
    this.budget = factory.subscriptionBudget();
    this.max = this.budget.left;
    this.watched = factory.subscriptions(
      subscriber,
      {
        free: () => listening.free(),
        freed: listening.freed,
        updated: (uri) => wire.updated(uri),
      },
      this.budget,
    );
  }

  async add(uri: string, requestId: string, principal: Principal): Promise<void> {
    const known = await this.shared.subscribed(this.session);
    const elsewhere = known.filter((one) => one !== uri && !this.watched.has(one));
    this.budget.left = this.max - this.watched.size - elsewhere.length;
    await this.watched.add(uri, requestId, principal);
    await this.shared.subscribe(this.session, uri);
    await this.wire.tell({ kind: 'subscribed', uri });
  }

  async remove(uri: string): Promise<void> {
    this.watched.remove(uri);
    await this.shared.unsubscribe(this.session, uri);
    await this.wire.tell({ kind: 'unsubscribed', uri });
  }

  end(): void {
    this.watched.end();
  }

  /** The client listens here from now on. */
  async takeOver(requestId: string): Promise<void> {
    this.requestId = requestId;
    await this.wire.tell({ kind: 'listening' });
    for (const uri of await this.shared.subscribed(this.session)) if (!this.watched.has(uri)) await this.watch(uri);
  }

  /** Takes what another replica says of subscriptions. */
  async hear({ kind, uri }: Extract<SessionWord, { readonly uri: string }>): Promise<void> {
    const { isOpen } = this.wire.listening;
    if (kind === 'unsubscribed' || (kind === 'watched' && !isOpen)) this.watched.remove(uri);
    else if (kind === 'subscribed' && isOpen) await this.watch(uri);
  }

  /**
   * Begins to watch what the client has subscribed to elsewhere. Whether it has changed in between nobody knows, so that it
   * is told once; should it be refused, who reads it then is told why.
   */
  private async watch(uri: string): Promise<void> {
    this.budget.left = this.max - this.watched.size;
    try {
      await this.watched.add(uri, this.requestId);
      // By then the client may listen elsewhere again.
      if (this.wire.listening.isOpen) await this.wire.tell({ kind: 'watched', uri });
    } catch (error) {
      this.wire.failed(error as Error);
    }
    this.watched.tell(uri);
  }
}
