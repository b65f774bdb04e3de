import { randomUUID } from 'node:crypto';
import type { SessionNews, SharedSessions } from '#libs/contracts';
import type { MemorySessions } from './memory-sessions.js';
import type { RedisClient } from './redis-client.js';
import { connectSoon } from './redis-connection.js';

export interface RedisSessionSettings {
  readonly idleMs: number;
  /** How long an answer of Redis is waited for. */
  readonly timeoutMs: number;
}

interface Told extends SessionNews {
  readonly from: string;
}

const PREFIX = 'odoo-mcp:session:';
const CHANNEL = 'odoo-mcp:sessions';

/**
 * Sessions that all replicas share: a key for each that is open, which expires when it idles, a set of what it is
 * subscribed to, and one channel for what replicas have to say. Redis keeps what sessions are called and not who opened
 * them or what for; their ids stand in no key.
 */
export class RedisSessions implements SharedSessions {
  private readonly hearers = new Set<(news: SessionNews) => void>();
  /** Marks what this replica has said itself. */
  private readonly replica = randomUUID();
  /** Redis wants a connection of its own for who listens. */
  private readonly listener: RedisClient;

  /** @param local knows what has ended here, also while Redis is away. */
  constructor(
    private readonly client: RedisClient,
    private readonly local: MemorySessions,
    private readonly settings: RedisSessionSettings,
  ) {
    this.listener = client.duplicate();
    // As for the other connection: it connects again by itself.
    this.listener.on('error', () => {});
  }

  /** Begins to hear what other replicas say, and waits for it no longer than a start may take. */
  async listen(): Promise<void> {
    this.listener.on('ready', () => {
      // What was subscribed to before, the client has asked for again on its new connection.
      if (this.listener.isPubSubActive) return;
      void this.listener.subscribe(CHANNEL, (text) => this.take(text)).catch(() => {});
    });
    await connectSoon(this.listener);
  }

  close(): void {
    if (this.listener.isOpen) this.listener.destroy();
  }

  async open(session: string): Promise<void> {
    await this.ask((redis) => redis.set(keyOf(session), '', { PX: this.settings.idleMs }));
  }

  async use(session: string): Promise<boolean | undefined> {
    if (this.local.hasEnded(session)) return false;
    const { idleMs } = this.settings;
    const used = await this.ask((redis) =>
      Promise.all([redis.pExpire(keyOf(session), idleMs), redis.pExpire(subscriptionsOf(session), idleMs)]),
    );
    return used && used[0] === 1;
  }

  async end(session: string): Promise<void> {
    await this.local.end(session);
    await this.ask((redis) => redis.del([keyOf(session), subscriptionsOf(session)]));
  }

  async subscribe(session: string, uri: string): Promise<void> {
    const key = subscriptionsOf(session);
    await this.ask((redis) => Promise.all([redis.sAdd(key, uri), redis.pExpire(key, this.settings.idleMs)]));
  }

  async unsubscribe(session: string, uri: string): Promise<void> {
    await this.ask((redis) => redis.sRem(subscriptionsOf(session), uri));
  }

  async subscribed(session: string): Promise<readonly string[]> {
    return (await this.ask((redis) => redis.sMembers(subscriptionsOf(session)))) ?? [];
  }

  async tell(session: string, word: unknown): Promise<void> {
    const told: Told = { from: this.replica, session, word };
    await this.ask((redis) => redis.publish(CHANNEL, JSON.stringify(told)));
  }

  hear(heard: (news: SessionNews) => void): () => void {
    this.hearers.add(heard);
    return () => this.hearers.delete(heard);
  }

  private take(text: string): void {
    const told = readTold(text);
    if (!told || told.from === this.replica) return;
    for (const heard of this.hearers) heard({ session: told.session, word: told.word });
  }

  /** @returns undefined where Redis does not answer in time. */
  private async ask<T>(command: (redis: RedisClient) => Promise<T>): Promise<T | undefined> {
    if (!this.client.isReady) return undefined;
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<undefined>((resolve) => {
      timer = setTimeout(resolve, this.settings.timeoutMs, undefined);
    });
    try {
      return await Promise.race([command(this.client), late]);
    } catch {
      // The log tells of Redis when rates are counted, for every request.
      return undefined;
    } finally {
      clearTimeout(timer);
    }
  }
}

/** @returns undefined for what no replica has said. */
function readTold(text: string): Told | undefined {
  try {
    return JSON.parse(text) as Told;
  } catch {
    return undefined;
  }
}

function keyOf(session: string): string {
  return PREFIX + session;
}

function subscriptionsOf(session: string): string {
  return `${PREFIX}${session}:subscriptions`;
}
