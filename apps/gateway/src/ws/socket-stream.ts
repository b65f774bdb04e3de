import { type GatewayError, REPLAYED_META, type StreamEvent, type ToolOutcome } from '#libs/contracts';
import { CreditedStream, type Room, type StreamSource } from '#libs/streaming';
import { Subscription, takeWhile } from 'rxjs';
import type { RpcEnvelope } from '../http/seed-call.js';
import { creditIn, inKind, notificationOf, type Notified, type StreamRequest } from './stream-messages.js';

/** `_meta` of an answer that an earlier call with the same idempotency key has got. */
export const REPLAYED = { [REPLAYED_META]: true };

/** What a socket does for its streams. */
export interface StreamWire {
  readonly room: Room;
  send(message: object): void;
  /** @param cursor where the stream may be taken up again. */
  sendError(thrown: unknown, asked: Pick<AskedStream, 'envelope' | 'requestId'>, cursor: string | undefined): void;
  /** Whether a call of the protocol has this id. */
  isTaken(id: string | number): boolean;
  /** In ISO 8601. */
  timestamp(): string;
}

/** What is known of a stream from its request on. */
export interface AskedStream {
  readonly envelope: RpcEnvelope;
  /** Names it in logs. */
  readonly requestId: string;
  readonly request: StreamRequest;
}

/** What answers a request piece by piece. */
export interface RunningStream {
  /** Whether it waits for its client, and for nobody else. */
  readonly stalled: boolean;
  start(): void;
  /** Of what takes credit. */
  grant?(credit: unknown, maxCredit: number): void;
  /** Ends it without an answer. */
  cancel(): void;
  fail(error: unknown): void;
  /** The gateway is about to end. */
  interrupt(reason: GatewayError): void;
}

/** Everything but the end, which is the answer. */
type Passed = Exclude<StreamEvent, { type: 'end' }>;

/** One stream on a socket, from its request to the answer to it. */
export class SocketStream implements RunningStream {
  private readonly stream: CreditedStream;
  private readonly reading = new Subscription();
  private ofRows = false;
  private rows = 0;
  private cursor: string | undefined;
  private outcome: Pick<ToolOutcome, 'result' | 'replayed'> | undefined;
  private interruption: GatewayError | undefined;

  /** @param leave is called once, before the answer. */
  constructor(
    private readonly asked: AskedStream,
    open: StreamSource,
    private readonly wire: StreamWire,
    private readonly leave: () => void,
  ) {
    const { credit, cursor } = asked.request;
    this.cursor = cursor;
    this.stream = new CreditedStream(open, credit, wire.room);
  }

  get stalled(): boolean {
    return this.stream.stalled;
  }

  start(): void {
    const events = this.stream.events.pipe(takeWhile((event): event is Passed => event.type !== 'end'));
    this.reading.add(
      events.subscribe({
        next: (event) => this.pass(event),
        error: (error: unknown) => this.fail(error),
        complete: () => this.answer(),
      }),
    );
  }

  /** @param credit not checked yet. What may not be granted ends the stream: a client that waits for it would not know. */
  grant(credit: unknown, maxCredit: number): void {
    try {
      this.stream.grant(creditIn(credit, maxCredit - this.stream.credit));
    } catch (error) {
      this.fail(error);
    }
  }

  cancel(): void {
    this.reading.unsubscribe();
    this.leave();
  }

  fail(error: unknown): void {
    this.cancel();
    this.wire.sendError(error, this.asked, this.cursor);
  }

  /** Ends rows, which can be taken up again; what has no place to go on from is let end by itself. */
  interrupt(reason: GatewayError): void {
    this.interruption = reason;
    if (this.ofRows) this.fail(reason);
  }

  private pass(event: Passed): void {
    switch (event.type) {
      case 'start':
        this.ofRows = event.total !== undefined;
        if (this.ofRows && this.interruption) return this.fail(this.interruption);
        return this.notify(event);
      case 'chunk':
        this.rows += event.rows.length;
        this.cursor = event.cursor;
        return this.notify(event);
      case 'progress':
        return this.notify(event);
      case 'result':
        this.outcome = event.outcome;
    }
  }

  private notify(event: Notified): void {
    this.wire.send(notificationOf(event, this.asked.envelope, this.wire.timestamp()));
  }

  private answer(): void {
    const { envelope, request } = this.asked;
    const rows = { tool: request.tool, rows: this.rows, timestamp: this.wire.timestamp() };
    const result = this.outcome ? this.outcome.result : rows;
    this.leave();
    this.wire.send(inKind(envelope, { result, id: envelope.id, ...(this.outcome?.replayed && { _meta: REPLAYED }) }));
  }
}
