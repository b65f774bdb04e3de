import { isDeepStrictEqual } from 'node:util';
import { Subject } from 'rxjs';
import { WebSocket } from 'ws';
import type { SocketLimits } from '#libs/config';
import {
  type CallSource,
  type GatewayError,
  GatewayUnavailable,
  Internal,
  type Principal,
  RateLimited,
  ShuttingDown,
  traceContextInMeta,
} from '#libs/contracts';
import type { ChannelWire, McpChannel } from '#libs/mcp';
import type { Logger } from '#libs/observability';
import type { Room } from '#libs/streaming';
import { explain, rpcError } from '../filters/error-answer.js';
import type { RequestCall } from '../http/request-call.decorator.js';
import { answerTo, envelopeOf, isObject } from '../http/seed-call.js';
import type { SeedProtocol } from '../http/seed-protocol.js';
import { type Frame, isBare, type Message, wantsAnswer } from './frame.js';
import { Pongs } from './pongs.js';
import { REPLAYED, type StreamWire } from './socket-stream.js';
import { SocketStreams, type StreamSources } from './socket-streams.js';

/** Codes of RFC 6455 and IANA that the gateway closes with. */
const CLOSE = {
  normal: 1000,
  goingAway: 1001,
  unsupportedData: 1003,
  policyViolation: 1008,
  tryAgainLater: 1013,
} as const;

export interface ConnectionServices {
  readonly seed: SeedProtocol;
  readonly streams: StreamSources;
  readonly limits: SocketLimits;
  readonly logger: Logger;
  /** Refusals name the rule that refused. */
  readonly debug: boolean;
  /** In milliseconds; never goes back. */
  readonly now: () => number;
  /** Since 1970, in milliseconds. */
  readonly wall: () => number;
  /** @throws GatewayUnavailable while the process has more to do than it can. */
  readonly requireCapacity: () => void;
  /** Told of the size of each message that is sent. */
  readonly answered: (bytes: number) => void;
  /** Told of each error that a message or stream is answered with. */
  readonly refused: (error: GatewayError) => void;
}

/** One open socket: what is in flight on it, what waits to be read, and how it ends. */
export class ClientConnection {
  private readonly channel: McpChannel;
  private readonly streams: SocketStreams;
  /** Emits whenever something that was written has left. */
  private readonly written = new Subject<void>();
  /** The seed's calls in flight; the protocol's are the channel's. */
  private readonly seedCalls = new Set<AbortController>();
  private messages = 0;
  private lastActive: number;
  private heard = true;
  /** Why it takes no more calls, once it does not. */
  private leaving: { readonly code: number; readonly error: GatewayError } | undefined;
  private ended = false;

  /**
   * @param id names the connection in logs.
   * @param opener who has opened it, and what they might then: its protocol goes on with that.
   */
  constructor(
    readonly id: string,
    private readonly opener: Principal,
    private readonly socket: WebSocket,
    private readonly source: CallSource,
    openChannel: (wire: ChannelWire) => McpChannel,
    private readonly services: ConnectionServices,
  ) {
    this.lastActive = services.now();
    const room = this.room();
    this.channel = openChannel({
      ...room,
      send: (message) => this.send(message),
      close: () => this.hangUp(CLOSE.normal, 'The server has ended.'),
    });
    this.streams = new SocketStreams(services.streams, this.wireOfStreams(room), services.limits.maxCredit);
    const pongs = new Pongs(socket, (out) => this.write(out));
    for (const sign of ['message', 'pong']) socket.on(sign, () => (this.heard = true));
    socket.on('ping', (data: Buffer) => pongs.answer(data));
    socket.on('error', (err) => this.fail(err));
  }

  /** Streams that run on it. */
  get openStreams(): number {
    return this.streams.size;
  }

  /** Messages taken so far. */
  get count(): number {
    return this.messages;
  }

  /** @throws GatewayError what refuse() then answers. */
  async receive(frame: Frame, principal: Principal): Promise<void> {
    if (this.ended) return;
    if (!isDeepStrictEqual(principal, this.opener)) {
      const reason = hasChanged();
      this.retire(reason);
      throw reason;
    }
    this.lastActive = this.services.now();
    const requestId = `${this.id}.${++this.messages}`;
    if (frame.kind === 'binary') {
      this.channel.refuse('Only text frames are read.');
      return this.hangUp(CLOSE.unsupportedData, 'Only text frames are read.');
    }
    if (frame.kind === 'malformed') return this.channel.refuseMalformed();
    if (frame.kind === 'refused') throw frame.error;
    await this.take(frame.value, { principal, door: 'ws', requestId, ...this.sourceOf(frame.value) });
    this.endWhenDrained();
  }

  /** Answers a message that was refused, in the shape that it was asked in. */
  refuse(frame: Frame, thrown: unknown, requestId = this.id): void {
    const message = frame.kind === 'json' ? frame.value : undefined;
    const error = this.noteFailure(thrown, requestId);
    if (isObject(message) && this.streams.refuse(message, error)) return this.endWhenDrained();
    if (wantsAnswer(message)) this.send(rpcError(error, envelopeOf(message), this.services.debug));
  }

  /** Pings. To be called once in an interval: who was not heard since the last ping is cut, who is idle is closed. */
  watch(): void {
    const { now, limits } = this.services;
    if (!this.heard) return this.socket.terminate();
    const isQuiet = this.inFlight === this.streams.stalled && !this.channel.isListening;
    const isIdle = isQuiet && now() - this.lastActive > limits.idleMs;
    if (isIdle) return this.hangUp(CLOSE.normal, 'Idle.');
    this.heard = false;
    this.write((written) => this.socket.ping(undefined, undefined, written));
  }

  /** The gateway is about to end: takes no more calls, and ends with those in flight. */
  drain(): void {
    this.streams.drain();
    this.leave(CLOSE.goingAway, new ShuttingDown('Connect again and repeat the call.'));
  }

  /** Its principal has ended: likewise. Its streams hear of that themselves. */
  retire(reason: GatewayError): void {
    this.leave(CLOSE.policyViolation, reason);
  }

  /** Ends without a word. */
  cut(): void {
    this.socket.terminate();
  }

  /** Aborts what is in flight, for nobody is left to be answered. */
  end(): void {
    if (this.ended) return;
    this.ended = true;
    for (const call of this.seedCalls) call.abort();
    this.streams.end();
    this.channel.end();
  }

  private get inFlight(): number {
    return this.seedCalls.size + this.streams.size + this.channel.calls;
  }

  /** The trace in the `_meta` of a message wins over that of the handshake. */
  private sourceOf(message: unknown): CallSource {
    const params = isObject(message) ? message['params'] : undefined;
    const trace = isObject(params) ? traceContextInMeta(params['_meta']) : undefined;
    return trace ? { ...this.source, trace } : this.source;
  }

  private async take(message: unknown, call: RequestCall): Promise<void> {
    if (wantsAnswer(message)) {
      this.requireRoom();
      this.streams.requireFree(envelopeOf(message).id);
    }
    if (isObject(message) && this.streams.receive(message, call)) return;
    if (isBare(message)) return this.answerSeed(message, call);
    this.channel.receive(message, call.requestId);
  }

  private async answerSeed(message: Message, call: RequestCall): Promise<void> {
    const abort = new AbortController();
    this.seedCalls.add(abort);
    let meta: object | undefined;
    const replayed = (): void => void (meta = { _meta: REPLAYED });
    try {
      const result = await this.services.seed.answer(message, { ...call, signal: abort.signal, replayed });
      this.send({ ...answerTo(message, result), ...meta });
    } catch (error) {
      this.refuse({ kind: 'json', value: message }, error, call.requestId);
    } finally {
      this.seedCalls.delete(abort);
      this.endWhenDrained();
    }
  }

  /** For what can wait. It ends below the cap, so that place is left for what cannot. */
  private room(): Room {
    const { socket, written, services } = this;
    const enough = services.limits.maxWaitingBytes / 2;
    return { free: () => socket.bufferedAmount < enough, freed: written };
  }

  private wireOfStreams(room: Room): StreamWire {
    const { services } = this;
    return {
      room,
      send: (message) => this.send(message),
      sendError: (thrown, { envelope, requestId }, cursor) =>
        this.send(rpcError(this.noteFailure(thrown, requestId), envelope, services.debug, cursor)),
      isTaken: (id) => this.channel.has(id),
      timestamp: () => new Date(services.wall()).toISOString(),
    };
  }

  private noteFailure(thrown: unknown, requestId: string): GatewayError {
    const error = explain(thrown);
    this.services.refused(error);
    const line = { requestId, code: error.code, layer: error.layer, rule: error.rule };
    if (error instanceof Internal) this.services.logger.error({ ...line, err: error.cause }, 'message failed');
    else this.services.logger.debug(line, 'message refused');
    return error;
  }

  private requireRoom(): void {
    if (this.leaving) throw this.leaving.error;
    this.services.requireCapacity();
    if (this.inFlight < this.services.limits.maxCalls) return;
    throw new RateLimited('Too many calls are in flight on this socket.', {
      hint: 'Wait for answers; the operator sets WS_MAX_CALLS.',
    });
  }

  private send(message: unknown): void {
    this.lastActive = this.services.now();
    const text = JSON.stringify(message);
    this.write((written) => {
      this.services.answered(Buffer.byteLength(text));
      this.socket.send(text, written);
    });
    this.endWhenDrained();
  }

  /** The one way to the client. Who does not read what is there is not written to, so that memory stays bounded. */
  private write(out: (written: () => void) => void): void {
    if (this.ended || this.socket.readyState !== WebSocket.OPEN) return;
    if (this.socket.bufferedAmount > this.services.limits.maxWaitingBytes) {
      return this.hangUp(CLOSE.tryAgainLater, 'Answers are not read.');
    }
    out(() => this.written.next());
  }

  private leave(code: number, error: GatewayError): void {
    this.leaving ??= { code, error };
    this.channel.endListening();
    this.endWhenDrained();
  }

  private endWhenDrained(): void {
    const { leaving } = this;
    if (leaving && this.inFlight === 0) this.hangUp(leaving.code, farewell(leaving.error));
  }

  private hangUp(code: number, reason: string): void {
    if (this.ended) return;
    this.socket.close(code, reason);
    this.end();
  }

  /**
   * A client has done wrong below its messages. The socket closes itself, but would read on to throw away what comes:
   * a message that is too long has no end, and what is read of it takes memory.
   */
  private fail(err: Error): void {
    this.services.logger.debug({ requestId: this.id, err }, 'socket failed');
    setImmediate(() => this.socket.pause());
  }
}

/** Close reasons have room for 123 bytes, and go where no message would be understood. */
function farewell({ message, retryAfterSeconds: seconds }: GatewayError): string {
  return seconds === undefined ? message : `${message} Come back in ${seconds} s.`;
}

function hasChanged(): GatewayUnavailable {
  return new GatewayUnavailable('What this caller may do has changed.', { layer: 'key', hint: 'Connect again.' });
}
