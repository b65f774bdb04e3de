import type { McpServer } from '@modelcontextprotocol/server';
import type { Principal, SharedSessions } from '#libs/contracts';
import type { McpExchange } from '../mcp-exchange.js';
import type { McpServerFactory } from '../mcp-server.factory.js';
import { httpClient } from './auth-info.js';
import { updatedNotice } from './change-notices.js';
import type { KnownAnswers } from './known-answers.js';
import { LegacySession, type SessionKeeper } from './legacy-session.js';
import type { SessionTerms } from './session-ids.js';
import { SessionSubscriptions } from './session-subscriptions.js';
import type { SessionWord } from './session-words.js';

export interface SessionServices {
  readonly factory: McpServerFactory;
  readonly shared: SharedSessions;
  readonly known: KnownAnswers;
  readonly now: () => number;
  readonly onError: (error: Error) => void;
}

/** A session as this replica serves it: its transport, its server object, and what its client is subscribed to. */
export class ServedSession implements SessionKeeper {
  private readonly transport: LegacySession;
  private readonly server: McpServer['server'];
  private readonly subscriptions: SessionSubscriptions;
  /** Resolves when the server object knows its client. */
  private ready: Promise<void> | undefined;

  /** @param closed is told when it is served here no more. */
  constructor(
    readonly terms: SessionTerms,
    principal: Principal,
    private readonly services: SessionServices,
    closed: () => void,
  ) {
    const { factory, shared, known, onError } = services;
    const client = httpClient(principal, terms.session);
    this.transport = new LegacySession(terms, principal, this, known);
    this.subscriptions = new SessionSubscriptions(factory, client, terms.session, shared, {
      listening: this.transport.listening,
      updated: (uri) => void this.transport.send(updatedNotice(uri)).catch(onError),
      tell: (word) => this.tell(word),
      failed: onError,
    });
    ({ server: this.server } = factory.create(client, this.subscriptions));
    // The SDK takes its callbacks as properties.
    // oxlint-disable-next-line unicorn/prefer-add-event-listener
    this.server.onclose = () => {
      this.subscriptions.end();
      closed();
    };
  }

  get isRetired(): boolean {
    return this.transport.isRetired;
  }

  get isInUse(): boolean {
    return this.transport.isInUse;
  }

  isIdleSince(moment: number): boolean {
    return this.transport.isIdleSince(moment);
  }

  /** Serves the `initialize` that opens it. */
  async open(exchange: McpExchange): Promise<void> {
    this.ready = this.transport.connectTo(this.server);
    await this.ready;
    await this.services.shared.open(this.terms.session);
    await this.transport.serve(exchange);
    if (this.transport.sessionId === undefined) await this.close();
  }

  /** Serves a request in it, after the `initialize` that another replica has served. */
  async serve(exchange: McpExchange): Promise<void> {
    this.ready ??= this.transport.connectTo(this.server).then(() => this.transport.replay());
    await this.ready;
    await this.transport.serve(exchange);
  }

  /** Takes what another replica says of it. */
  hear(word: SessionWord): void {
    if (word.kind === 'message') this.transport.take(word.message);
    else if (word.kind === 'ended') void this.close();
    else if (word.kind === 'listening') this.endListening();
    else void this.subscriptions.hear(word);
  }

  endListening(): void {
    this.transport.listening.leave();
    this.transport.closeStandaloneSSEStream();
  }

  /** It goes on at other replicas. */
  close(): Promise<void> {
    return this.transport.close();
  }

  tell(word: SessionWord): Promise<void> {
    return this.services.shared.tell(this.terms.session, word);
  }

  listened({ requestId }: McpExchange): void {
    void this.subscriptions.takeOver(requestId);
  }

  async ended(): Promise<void> {
    await this.services.shared.end(this.terms.session);
    await this.tell({ kind: 'ended' });
  }

  now(): number {
    return this.services.now();
  }
}
