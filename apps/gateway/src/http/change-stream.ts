import type { FastifyReply } from 'fastify';
import { Observable, Subject, takeUntil } from 'rxjs';
import { type ChangeEvent, type ChangeEvents, publicError, RateLimited, toGatewayError } from '#libs/contracts';
import { sseFrame, SseWriter } from '#libs/streaming';
import { takenOver } from './taken-over.js';

/** As it is written: the same text for all who are told the same. */
const frames = new WeakMap<ChangeEvent, string>();

/** One client that is told of changes, from its request to its end. */
export class ChangeStream {
  private readonly writer: SseWriter;
  private readonly over = new Subject<void>();
  private readonly ended = Promise.withResolvers<void>();

  constructor(
    private readonly reply: FastifyReply,
    private readonly maxWaiting: number,
    private readonly debug: boolean,
    private readonly random: () => number = Math.random,
  ) {
    this.writer = new SseWriter(reply.raw, maxWaiting);
  }

  /** Resolves when the client has taken what it was told. */
  readonly taken = (): Promise<void> => this.writer.taken();

  /** Resolves when the stream has ended. @throws what it ended with, once that is written where it had begun. */
  async run(events: ChangeEvents): Promise<void> {
    const { raw } = this.reply;
    if (raw.destroyed) return;
    raw.once('close', () => {
      this.over.next();
      this.ended.resolve();
    });
    new Observable<ChangeEvent>((told) => events.subscribe(told)).pipe(takeUntil(this.over)).subscribe({
      next: (event) => this.tell(event),
      error: (error: unknown) => this.fail(error),
      complete: () => this.end(comeBack(this.random)),
    });
    await this.ended.promise;
  }

  private tell(event: ChangeEvent): void {
    // A HEAD wants to know how it would begin.
    if (this.reply.raw.req.method === 'HEAD') return this.end();
    this.takeOver();
    if (!this.writer.send(frameOf(event))) this.fail(tooSlow(this.maxWaiting));
  }

  private fail(thrown: unknown): void {
    if (this.writer.hasBegun) {
      const error = publicError(toGatewayError(thrown), this.debug);
      this.end(sseFrame({ data: { type: 'error', error } }));
    }
    this.ended.reject(thrown);
  }

  private end(last?: string): void {
    this.takeOver();
    this.writer.end(last);
    this.over.next();
  }

  /** As late as can be: until then an error is answered like any other route's. */
  private takeOver(): void {
    if (!this.writer.hasBegun) takenOver(this.reply);
  }
}

function frameOf(event: ChangeEvent): string {
  let frame = frames.get(event);
  if (frame === undefined) {
    frame = event.type === 'position' ? sseFrame({ id: event.cursor }) : dataFrame(event);
    frames.set(event, frame);
  }
  return frame;
}

function dataFrame(event: Exclude<ChangeEvent, { type: 'position' }>): string {
  if (event.type === 'waiting') return sseFrame({ data: event });
  const { cursor: id, ...data } = event;
  return sseFrame({ data, id });
}

/** Those who are cut off together are not to come back together. */
function comeBack(random: () => number): string {
  return sseFrame({ retry: COME_BACK_MS.least + Math.floor(random() * COME_BACK_MS.spread) });
}

const COME_BACK_MS = { least: 1000, spread: 5000 };

function tooSlow(waiting: number): RateLimited {
  return new RateLimited(`Events are read too slowly: ${waiting} were waiting.`, {
    hint: 'Connect again with the id of the last event; the operator sets CHANGES_QUEUE_EVENTS.',
    rule: 'changes-queue',
  });
}
