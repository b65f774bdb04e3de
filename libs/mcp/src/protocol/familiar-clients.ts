import { isJSONRPCRequest, type RequestId } from '@modelcontextprotocol/server';
import type { McpExchange } from '../mcp-exchange.js';
import type { McpServerFactory } from '../mcp-server.factory.js';
import { FamiliarClient } from './familiar-client.js';
import { envelopeIn, isEnvelopeKey, isObject, plainRequest, recognizedBy } from './plain-request.js';

interface AskedCall {
  readonly id: RequestId;
  /** Whose it is: the caller, and what the client says of itself in head and body. */
  readonly client: string;
}

/** With a server object for each. The one who came first makes way, should none of its calls be in flight. */
const MAX_CLIENTS = 256;

/** Names that read alike in a head and in a body. */
const PLAIN_NAME = /^[\w.-]+$/;

/** Words of the protocol in a `_meta`, of which any may have a say in how a request is served. */
const PROTOCOL_WORD = 'io.modelcontextprotocol/';

/**
 * Clients of whom the SDK has answered a tool call before: the next ones go to a server object that stays connected, in
 * place of one for each call. Nothing of the protocol is judged here: whoever differs in what the SDK judges before it
 * asks a server object is another client, and the SDK's to judge.
 */
export class FamiliarClients {
  private readonly clients = new Map<string, FamiliarClient>();

  /** @param onerror is told of failures that no answer shows. */
  constructor(
    private readonly factory: McpServerFactory,
    private readonly onerror: (error: Error) => void,
  ) {}

  /** Serves a call of a client that is known. @returns whether it does. */
  serve(exchange: McpExchange): boolean {
    const asked = callIn(exchange);
    const client = asked && this.clients.get(asked.client);
    if (!client) return false;
    client.serve(exchange, asked.id);
    return true;
  }

  /** Remembers whose call the SDK has answered. @returns the answer, unread. */
  async learn(exchange: McpExchange, answer: Response): Promise<Response> {
    const isPlain = answer.status === 200 && answer.headers.get('content-type') === 'application/json';
    const asked = isPlain && callIn(exchange);
    if (!asked || this.clients.has(asked.client)) return answer;
    const text = await answer.text();
    if (text.startsWith('{"result":')) this.remember(asked.client, exchange);
    return new Response(text, answer);
  }

  /** From now on nobody is known; calls in flight are aborted. */
  close(): void {
    for (const client of this.clients.values()) client.end();
  }

  private remember(name: string, { principal }: McpExchange): void {
    // Of two calls at once the other may have been first.
    if (this.clients.has(name) || !this.hasRoom()) return;
    const ended = () => this.clients.delete(name);
    this.clients.set(name, new FamiliarClient(this.factory, principal, this.onerror, ended));
  }

  private hasRoom(): boolean {
    if (this.clients.size < MAX_CLIENTS) return true;
    for (const [name, client] of this.clients) {
      if (client.isIdle) return this.clients.delete(name);
    }
    return false;
  }
}

/** @returns undefined for all but a call that stands by itself, of a tool that head and body name alike. */
function callIn({ request, body, principal }: McpExchange): AskedCall | undefined {
  const plain = plainRequest(request, body);
  // What the SDK takes for no request is never answered by a server object.
  if (plain?.method !== 'tools/call' || !isJSONRPCRequest(body)) return undefined;
  const { name, arguments: _args, _meta: meta, ...others } = plain.params;
  if (Object.keys(others).length > 0 || !isObject(meta) || !Object.keys(meta).every(isServedAlike)) return undefined;
  if (typeof name !== 'string' || !PLAIN_NAME.test(name) || request.headers['mcp-name'] !== name) return undefined;
  const client = recognizedBy(request, principal.id, envelopeIn(meta));
  return client === undefined ? undefined : { id: plain.id, client };
}

function isServedAlike(key: string): boolean {
  return isEnvelopeKey(key) || !key.startsWith(PROTOCOL_WORD);
}
