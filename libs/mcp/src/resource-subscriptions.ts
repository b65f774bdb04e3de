import {
  type ChangeEvent,
  type ChangeFeed,
  Cancelled,
  type Door,
  ShuttingDown,
  type Principal,
  RateLimited,
} from '#libs/contracts';
import { Subscription } from 'rxjs';
import { concerns, subscribedResource, type SubscribedResource } from './subscribed-resource.js';
import { type NoticeWire, UpdateNotices } from './update-notices.js';

/** Whose subscriptions they are. */
export interface Subscriber {
  readonly principal: Principal;
  readonly door: Door;
}

export interface SubscriberWire extends NoticeWire {
  /** Told when a subscription has ended by itself: its model may no longer be read, or the gateway is about to end. */
  lapsed?(): void;
}

/** How many more may be held by all who share it. */
export interface SubscriptionBudget {
  left: number;
}

interface Held {
  /** Resolves when changes are told from here on. */
  readonly begun: Promise<void>;
  readonly listening: Subscription;
}

/** The resources that one client is told of: those of a session, of a connection or of a listening request. */
export class ResourceSubscriptions {
  private readonly held = new Map<string, Held>();
  private readonly notices: UpdateNotices;
  private ended = false;

  constructor(
    private readonly feed: ChangeFeed,
    private readonly budget: SubscriptionBudget,
    private readonly subscriber: Subscriber,
    private readonly wire: SubscriberWire,
  ) {
    this.notices = new UpdateNotices(wire);
  }

  get size(): number {
    return this.held.size;
  }

  has(uri: string): boolean {
    return this.held.has(uri);
  }

  /** Tells of a change that was seen elsewhere. */
  tell(uri: string): void {
    this.notices.tell(uri);
  }

  /**
   * Resolves when changes are told from here on.
   * @param requestId names it in logs.
   * @param principal with whose rights changes are read.
   * @throws GatewayError when it is refused.
   */
  async add(uri: string, requestId: string, principal = this.subscriber.principal): Promise<void> {
    if (this.ended) throw new Cancelled('The client has gone.');
    let held = this.held.get(uri);
    if (!held) {
      const resource = subscribedResource(uri);
      if (this.budget.left < 1) throw tooMany();
      held = this.open(uri, resource, requestId, principal);
    }
    await held.begun;
  }

  remove(uri: string): void {
    this.held.get(uri)?.listening.unsubscribe();
  }

  end(): void {
    this.ended = true;
    for (const { listening } of this.held.values()) listening.unsubscribe();
    this.notices.end();
  }

  private open(uri: string, resource: SubscribedResource, requestId: string, principal: Principal): Held {
    const { promise: begun, resolve, reject } = Promise.withResolvers<void>();
    const listening = new Subscription();
    this.held.set(uri, { begun, listening });
    this.budget.left -= 1;
    listening.add(() => {
      this.held.delete(uri);
      this.budget.left += 1;
      this.notices.forget(uri);
      reject(new Cancelled('The subscription has ended.'));
    });
    let hasBegun = false;
    const { door } = this.subscriber;
    const events = this.feed.watch({ model: resource.model, principal, door, requestId });
    listening.add(
      events.subscribe({
        next: (event: ChangeEvent) => {
          hasBegun = true;
          resolve();
          if (concerns(resource, event)) this.notices.tell(uri);
        },
        error: (error: unknown) => {
          reject(error);
          listening.unsubscribe();
          // Who reads it then is told why.
          if (hasBegun) this.lapse(uri);
        },
        complete: () => {
          reject(new ShuttingDown('Connect again and subscribe.'));
          listening.unsubscribe();
          if (hasBegun) this.wire.lapsed?.();
        },
      }),
    );
    return { begun, listening };
  }

  private lapse(uri: string): void {
    this.notices.tell(uri);
    this.wire.lapsed?.();
  }
}

function tooMany(): RateLimited {
  return new RateLimited('Too many resources are subscribed to at once.', {
    hint: 'Unsubscribe from others, or subscribe to their model; the operator sets MCP_MAX_SUBSCRIPTIONS.',
  });
}
