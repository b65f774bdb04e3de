import { type ChangeEvent, type ChangeFeed, type GatewayError, RateLimited } from '#libs/contracts';
import { shuttingDown } from '#libs/streaming';
import { filter, firstValueFrom, Subject, Subscription } from 'rxjs';
import type { RequestCall } from '../http/request-call.decorator.js';
import type { RpcEnvelope } from '../http/seed-call.js';
import { eventNotification, type WatchRequest } from './change-messages.js';
import type { RunningStream, StreamWire } from './socket-stream.js';

export interface ChangeSource {
  readonly feed: ChangeFeed;
  /** Events that may wait for the client. */
  readonly maxWaiting: number;
}

/** One `changes/watch` on a socket, from its request to the answer to it: an error, for changes have no end. */
export class SocketChanges implements RunningStream {
  /** It waits for Odoo. */
  readonly stalled = false;
  private readonly waiting: ChangeEvent[] = [];
  private readonly listening = new Subscription();
  private readonly sent = new Subject<void>();
  private cursor: string | undefined;

  /** @param leave is called once, before the answer. */
  constructor(
    private readonly envelope: RpcEnvelope,
    private readonly request: Omit<WatchRequest, 'connection'>,
    private readonly call: RequestCall,
    private readonly source: ChangeSource,
    private readonly wire: StreamWire,
    private readonly leave: () => void,
  ) {
    this.cursor = request.resume;
  }

  start(): void {
    const { listening, call, request } = this;
    const { principal, door, requestId } = call;
    const question = { ...request, principal, door, requestId, taken: () => this.taken() };
    listening.add(this.wire.room.freed.subscribe(() => this.flush()));
    listening.add(
      this.source.feed.watch(question).subscribe({
        next: (event) => this.tell(event),
        error: (error: unknown) => this.fail(error),
        complete: () => this.fail(shuttingDown()),
      }),
    );
  }

  cancel(): void {
    this.listening.unsubscribe();
    this.waiting.length = 0;
    this.sent.next();
    this.leave();
  }

  fail(error: unknown): void {
    this.cancel();
    this.wire.sendError(error, { envelope: this.envelope, requestId: this.call.requestId }, this.cursor);
  }

  interrupt(reason: GatewayError): void {
    this.fail(reason);
  }

  private tell(event: ChangeEvent): void {
    this.waiting.push(event);
    this.flush();
    if (this.waiting.length > this.source.maxWaiting) this.fail(tooSlow(this.source.maxWaiting));
  }

  private flush(): void {
    while (this.waiting.length > 0 && this.wire.room.free()) {
      const event = this.waiting.shift() as ChangeEvent;
      if ('cursor' in event) this.cursor = event.cursor;
      this.wire.send(eventNotification(event, this.envelope));
    }
    this.sent.next();
  }

  /** Resolves when nothing waits for the client, or it has gone. */
  private async taken(): Promise<void> {
    if (this.waiting.length === 0) return;
    await firstValueFrom(this.sent.pipe(filter(() => this.waiting.length === 0)));
  }
}

function tooSlow(waiting: number): RateLimited {
  return new RateLimited(`Events are read too slowly: ${waiting} were waiting.`, {
    hint: 'Watch again with the cursor of the last event; the operator sets CHANGES_QUEUE_EVENTS.',
    rule: 'changes-queue',
  });
}
