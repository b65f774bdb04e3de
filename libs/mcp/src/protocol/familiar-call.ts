import {
  type JSONRPCMessage,
  type JSONRPCResponse,
  ProtocolErrorCode,
  type RequestId,
} from '@modelcontextprotocol/server';
import type { McpExchange } from '../mcp-exchange.js';
import { COMMENT, KEEP_ALIVE_MS, messageEvent, STREAM_HEADERS, takesStreams } from './keep-alive.js';

/** What nginx made a habit of: the client has gone, or the gateway goes, before there was an answer. */
const CLOSED_BEFORE_ANSWER = 499;

/**
 * One call, and the response that it is owed: JSON when there is nothing but an answer, a stream when the call has
 * something to tell before, or takes long.
 */
export class FamiliarCall {
  private readonly silence: NodeJS.Timeout | undefined;

  /**
   * @param id what the client calls it.
   * @param left is told when the client leaves, or has had its answer.
   */
  constructor(
    readonly exchange: McpExchange,
    readonly id: RequestId,
    left: () => void,
  ) {
    const { request, response } = exchange;
    response.once('close', left);
    if (takesStreams(request.headers.accept)) {
      this.silence = setInterval(() => this.stream(COMMENT), KEEP_ALIVE_MS);
    }
  }

  /** Tells how far it has come. */
  tell(message: JSONRPCMessage): void {
    this.stream(messageEvent(JSON.stringify(message)));
  }

  answer(message: JSONRPCResponse): void {
    const { response } = this.exchange;
    this.end();
    const text = JSON.stringify({ ...message, id: this.id });
    if (response.headersSent) return void response.end(messageEvent(text));
    response.statusCode = statusOf(message);
    response.setHeader('content-type', 'application/json');
    response.end(text);
  }

  /** There will be no answer. */
  abandon(): void {
    const { response } = this.exchange;
    this.end();
    if (!response.headersSent) response.statusCode = CLOSED_BEFORE_ANSWER;
    response.end();
  }

  end(): void {
    clearInterval(this.silence);
  }

  private stream(event: string): void {
    const { response } = this.exchange;
    if (!response.headersSent) response.writeHead(200, STREAM_HEADERS);
    response.write(event);
  }
}

/** Of an error, in whose case the protocol asks for a status of its own. */
const LACKING: number = ProtocolErrorCode.MissingRequiredClientCapability;

function statusOf(message: JSONRPCResponse): number {
  return 'error' in message && message.error.code === LACKING ? 400 : 200;
}
