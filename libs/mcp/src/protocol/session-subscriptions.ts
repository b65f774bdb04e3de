import type { Principal, SharedSessions } from '#libs/contracts';
import type { McpServerFactory } from '../mcp-server.factory.js';
import type { ResourceSubscriptions, Subscriber, SubscriptionBudget } from '../resource-subscriptions.js';
import type { ListeningStream } from './listening-stream.js';
import type { SessionWord, TellReplicas } from './session-words.js';

export interface SubscriptionWire {
  readonly listening: ListeningStream;
  /** Tells the client, which listens here. */
  updated(uri: string): void;
  tell: TellReplicas;
}

/**
 * The resources that a session is subscribed to, at whatever replica. The one where its client listens watches them.
 * Another one at which the client has subscribed watches only until that one does, or where the client listens nowhere.
 */
export class SessionSubscriptions {
  private readonly watched: ResourceSubscriptions;
  private readonly budget: SubscriptionBudget;
  private readonly max: number;
  /** Changes that were told to the other replicas, of which none may have had the client's ear. */
  private readonly given = new Set<string>();
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
        free: () => !listening.isOpen || listening.free(),
        freed: listening.freed,
        updated: (uri) => this.pass(uri),
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
    this.forget(uri);
    await this.shared.unsubscribe(this.session, uri);
    await this.wire.tell({ kind: 'unsubscribed', uri });
  }

  end(): void {
    this.watched.end();
  }

  /**
   * The client listens here from now on. Of what was watched elsewhere nobody knows whether it has changed meanwhile, so
   * each is told once.
   */
  async takeOver(requestId: string): Promise<void> {
    this.requestId = requestId;
    for (const uri of this.given) this.watched.tell(uri);
    this.given.clear();
    await this.wire.tell({ kind: 'listening' });
    for (const uri of await this.shared.subscribed(this.session)) {
      if (this.watched.has(uri)) continue;
      await this.watch(uri);
      this.watched.tell(uri);
    }
  }

  /** Takes what another replica says of subscriptions. */
  async hear({ kind, uri }: Extract<SessionWord, { readonly uri: string }>): Promise<void> {
    const { isOpen } = this.wire.listening;
    if (kind === 'unsubscribed' || (kind === 'watched' && !isOpen)) this.forget(uri);
    else if (kind === 'updated' && isOpen) this.watched.tell(uri);
    else if (kind === 'subscribed' && isOpen) await this.watch(uri);
  }

  private async watch(uri: string): Promise<void> {
    this.budget.left = this.max - this.watched.size;
    try {
      await this.watched.add(uri, this.requestId);
    } catch {
      // Who reads it then is told why.
      return this.watched.tell(uri);
    }
    // By then the client may listen elsewhere again.
    if (this.wire.listening.isOpen) await this.wire.tell({ kind: 'watched', uri });
  }

  private pass(uri: string): void {
    if (this.wire.listening.isOpen) return this.wire.updated(uri);
    this.given.add(uri);
    void this.wire.tell({ kind: 'updated', uri });
  }

  private forget(uri: string): void {
    this.given.delete(uri);
    this.watched.remove(uri);
  }
}
