import { InvalidArguments, towards } from '#libs/contracts';
import { type CallStreams, shuttingDown } from '#libs/streaming';
import type { RequestCall } from '../http/request-call.decorator.js';
import { envelopeOf, type RpcEnvelope, type RpcId, timeoutIn } from '../http/seed-call.js';
import { watchesChanges, watchRequest } from './change-messages.js';
import { isBare, type Message } from './frame.js';
import { type ChangeSource, SocketChanges } from './socket-changes.js';
import { type RunningStream, SocketStream, type StreamWire } from './socket-stream.js';
import { opensStream, streamNotice, streamRequest } from './stream-messages.js';

export interface StreamSources {
  readonly calls: CallStreams;
  readonly changes: ChangeSource;
}

/** The streams of one socket, by the ids of the requests for them. */
export class SocketStreams {
  private readonly running = new Map<unknown, RunningStream>();

  constructor(
    private readonly sources: StreamSources,
    private readonly wire: StreamWire,
    private readonly maxCredit: number,
  ) {}

  /** How many run. */
  get size(): number {
    return this.running.size;
  }

  /** How many of them wait for the client, and for nobody else. */
  get stalled(): number {
    let stalled = 0;
    for (const stream of this.running.values()) if (stream.stalled) stalled += 1;
    return stalled;
  }

  /** @throws InvalidArguments for the id of a stream that runs: its answers could not be told from others. */
  requireFree(id: RpcId): void {
    if (this.running.has(id)) throw inFlight();
  }

  /**
   * @returns whether the message was about a stream, and is done with.
   * @throws InvalidArguments for a request that is none.
   */
  receive(message: Message, call: RequestCall): boolean {
    if (opensStream(message) || watchesChanges(message)) {
      this.open(message, call);
      return true;
    }
    const notice = streamNotice(message);
    if (!notice) return false;
    const stream = this.running.get(notice.id);
    if (notice.kind === 'grant') stream?.grant?.(notice.credit, this.maxCredit);
    else stream?.cancel();
    // A cancellation that is about none of them may be about a call of the protocol.
    return stream !== undefined || isBare(message) || message['method'] !== 'notifications/cancelled';
  }

  /**
   * Ends the stream that a refused notification was about: it gets no answer of its own, and a client whose grant was
   * lost would wait for ever.
   * @returns whether the message was such a notification.
   */
  refuse(message: Message, error: unknown): boolean {
    const notice = streamNotice(message);
    if (!notice) return false;
    const stream = this.running.get(notice.id);
    if (notice.kind === 'grant') stream?.fail(error);
    else stream?.cancel();
    return true;
  }

  /** Ends those that can be taken up again elsewhere. */
  drain(): void {
    for (const stream of this.running.values()) stream.interrupt(shuttingDown());
  }

  /** Nobody is left to be answered. */
  end(): void {
    for (const stream of this.running.values()) stream.cancel();
  }

  private open(message: Message, call: RequestCall): void {
    const envelope = envelopeOf(message);
    const { id } = envelope;
    if (id === null) throw new InvalidArguments('The stream has no id.', { hint: 'Send an id, a text or a number.' });
    if (this.wire.isTaken(id)) throw inFlight();
    const leave = (): void => void this.running.delete(id);
    const stream = watchesChanges(message)
      ? this.ofChanges(message, envelope, call, leave)
      : this.ofCall(message, envelope, call, leave);
    this.running.set(id, stream);
    stream.start();
  }

  private ofChanges(message: Message, envelope: RpcEnvelope, call: RequestCall, leave: () => void): SocketChanges {
    const { connection, ...request } = watchRequest(message);
    const there = { ...call, principal: towards(call.principal, connection) };
    return new SocketChanges(envelope, request, there, this.sources.changes, this.wire, leave);
  }

  private ofCall(message: Message, envelope: RpcEnvelope, call: RequestCall, leave: () => void): SocketStream {
    const request = streamRequest(message, this.maxCredit);
    const { tool, arguments: args, cursor: resume, idempotencyKey } = request;
    const asked = { ...call, ...timeoutIn(message, call), tool, arguments: args, resume, idempotencyKey };
    return new SocketStream(
      { envelope, requestId: call.requestId, request },
      (demand) => this.sources.calls.stream(asked, demand),
      this.wire,
      leave,
    );
  }
}

function inFlight(): InvalidArguments {
  return new InvalidArguments('A call with this id is in flight.', { hint: 'Give each call an id of its own.' });
}
