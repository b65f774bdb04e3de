import {
  type AuthInfo,
  type JSONRPCMessage,
  type McpServer,
  type RequestId,
  type TransportSendOptions,
  WebStandardStreamableHTTPServerTransport,
} from '@modelcontextprotocol/server';
import type { Principal } from '#libs/contracts';
import type { McpExchange } from '../mcp-exchange.js';
import { AskedIds } from './asked-ids.js';
import { KEEP_ALIVE_MS } from './keep-alive.js';
import type { KnownAnswers } from './known-answers.js';
import { ListeningStream } from './listening-stream.js';
import { protocolFailure } from './protocol-failure.js';
import { cancelledIdOf, requestIdOf } from './request-id.js';
import type { SessionTerms } from './session-ids.js';
import type { TellReplicas } from './session-words.js';
import { giveWebAnswer } from './web-answer.js';
import { webRequest } from './web-request.js';

/** What a session needs of the one who keeps it. */
export interface SessionKeeper {
  tell: TellReplicas;
  /** The client listens here from now on. */
  listened(exchange: McpExchange): void;
  /** It is over at all replicas: its client has ended it, or nobody is its principal any more. */
  ended(): Promise<void>;
  now(): number;
}

/**
 * One client's session at this replica. The SDK's transport finds the response of an answer by the request's id alone: it
 * would send the answer of one request to another with the same id, and a response whose request was cancelled would stay
 * open for ever. Here each id is used by one request at a time, and a response ends when nothing is owed on it any more.
 */
export class LegacySession extends WebStandardStreamableHTTPServerTransport {
  /** Where the client is told what it has not asked for. */
  readonly listening = new ListeningStream();
  private readonly asked = new AskedIds();
  /** Requests under way, each with those under way that came in the same HTTP request. */
  private readonly underWay = new Map<RequestId, Set<RequestId>>();
  private deliver: LegacySession['onmessage'];
  private openResponses = 0;
  private lastUsed: number;

  constructor(
    readonly terms: SessionTerms,
    private readonly principal: Principal,
    private readonly keeper: SessionKeeper,
    private readonly known: KnownAnswers,
  ) {
    super({
      sessionIdGenerator: () => terms.id,
      onsessionclosed: () => keeper.ended(),
      keepAliveMs: KEEP_ALIVE_MS,
    });
    this.lastUsed = keeper.now();
    principal.ends?.addEventListener('abort', this.retire);
  }

  /** Whether its principal has ended: it serves what is under way, and nothing more. */
  get isRetired(): boolean {
    return this.principal.ends?.aborted ?? false;
  }

  /** A session on which a client waits or listens is in use. */
  get isInUse(): boolean {
    return this.openResponses > 0;
  }

  isIdleSince(moment: number): boolean {
    return !this.isInUse && this.lastUsed < moment;
  }

  async connectTo(server: McpServer['server']): Promise<void> {
    await server.connect(this);
    this.deliver = this.onmessage;
    // The SDK takes its callbacks as properties.
    // oxlint-disable-next-line unicorn/prefer-add-event-listener
    this.onmessage = (message, extra) => {
      const own = this.owned(message);
      if (own) this.deliver?.(own, extra);
      else void this.keeper.tell({ kind: 'message', message });
    };
  }

  /** Has the server object hear what the client said when it opened the session at another replica. */
  async replay(): Promise<void> {
    const { opening } = this.terms;
    const body = JSON.stringify({ jsonrpc: '2.0', id: 0, method: 'initialize', params: opening });
    const headers = { 'content-type': 'application/json', accept: 'application/json, text/event-stream' };
    const answer = await this.handleRequest(new Request(NOWHERE, { method: 'POST', headers, body }));
    await answer.text();
  }

  async serve(exchange: McpExchange): Promise<void> {
    const { response, body } = exchange;
    const request: typeof exchange.request & { auth?: AuthInfo } = exchange.request;
    const messages: readonly unknown[] = Array.isArray(body) ? body : [body];
    const ids = messages.map(requestIdOf).filter((id) => id !== undefined);
    const together = new Set(ids);
    if (together.size < ids.length || ids.some((id) => this.underWay.has(id))) {
      return protocolFailure(exchange, 400, 'Another request with this id is under way.');
    }
    for (const id of ids) this.underWay.set(id, together);
    this.openResponses += 1;
    response.once('close', () => {
      this.openResponses -= 1;
      this.lastUsed = this.keeper.now();
      this.closeWhenRetired();
      if (response.statusCode !== 200) this.settle(...ids);
    });
    if (request.method === 'GET') this.listening.watch(response, () => this.keeper.listened(exchange));
    const { id, opening } = this.terms;
    const conversation = { version: opening.protocolVersion, headers: { 'mcp-session-id': id } };
    if (this.known.give(exchange, conversation)) return this.settle(...ids);
    const answer = await this.handleRequest(webRequest(request), {
      ...(request.auth && { authInfo: request.auth }),
      parsedBody: body,
    });
    await giveWebAnswer(response, await this.known.learn(exchange, answer, conversation));
    this.settle(...messages.map(cancelledIdOf).filter((id) => id !== undefined));
  }

  /** Takes a message that its client has sent to another replica, if it is about something under way here. */
  take(message: JSONRPCMessage): void {
    const own = this.owned(message);
    if (!own) return;
    this.deliver?.(own);
    const cancelled = cancelledIdOf(own);
    if (cancelled !== undefined) this.settle(cancelled);
  }

  override async send(message: JSONRPCMessage, options?: TransportSendOptions): Promise<void> {
    try {
      await super.send(this.asked.marked(message), options);
    } finally {
      if (!('method' in message) && message.id !== undefined) this.settle(message.id);
    }
  }

  override async close(): Promise<void> {
    this.principal.ends?.removeEventListener('abort', this.retire);
    await super.close();
  }

  /** @returns the message for the server object here; undefined for an answer or a cancellation that is another's. */
  private owned(message: JSONRPCMessage): JSONRPCMessage | undefined {
    if (!('method' in message)) return this.asked.unmarked(message);
    const cancelled = cancelledIdOf(message);
    return cancelled === undefined || this.underWay.has(cancelled) ? message : undefined;
  }

  private readonly retire = (): void => {
    void this.keeper.ended();
    this.closeStandaloneSSEStream();
    this.closeWhenRetired();
  };

  private closeWhenRetired(): void {
    if (this.isRetired && !this.isInUse) void this.close();
  }

  /** For requests that were answered, refused or cancelled. */
  private settle(...ids: readonly RequestId[]): void {
    for (const id of ids) {
      const together = this.underWay.get(id);
      this.underWay.delete(id);
      together?.delete(id);
      if (together?.size === 0) this.closeSSEStream(id);
    }
  }
}

/** A request wants an address. */
const NOWHERE = 'http://localhost/';
