import type { FastifyReply } from 'fastify';
import { type ChangeEvent, type ChangeEvents, publicError, RateLimited, toGatewayError } from '#libs/contracts';
import { sseFrame, SseWriter } from '#libs/streaming';
import { rawResponse } from './raw-response.js';

/** As it is written: the same text for all who are told the same. */
const frames = new WeakMap<ChangeEvent, string>();

/** One client that is told of changes, from its request to its end. */
export class ChangeStream {
  private writer: SseWriter | undefined;

  constructor(
    private readonly reply: FastifyReply,
    private readonly maxWaiting: number,
    private readonly debug: boolean,
  ) {}

  /** Resolves when the stream has ended. @throws GatewayError when it was refused before it began. */
  async run(events: ChangeEvents): Promise<void> {
    const { raw } = this.reply;
    await new Promise<void>((resolve, reject) => {
      const listening = events.subscribe({
        next: (event) => {
          if (this.open().send(frameOf(event))) return;
          listening.unsubscribe();
          this.fail(tooSlow(this.maxWaiting));
        },
        error: (error: unknown) => {
          if (this.writer) this.fail(error);
          else reject(error);
        },
        complete: () => this.open().end(),
      });
      raw.once('close', () => {
        listening.unsubscribe();
        resolve();
      });
    });
  }

  private open(): SseWriter {
    this.writer ??= new SseWriter(rawResponse(this.reply), this.maxWaiting);
    return this.writer;
  }

  private fail(thrown: unknown): void {
    const error = publicError(toGatewayError(thrown), this.debug);
    this.writer?.end(sseFrame({ data: { type: 'error', error } }));
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

function tooSlow(waiting: number): RateLimited {
  return new RateLimited(`Events are read too slowly: ${waiting} were waiting.`, {
    hint: 'Connect again with the id of the last event; the operator sets CHANGES_QUEUE_EVENTS.',
  });
}
