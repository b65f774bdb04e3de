import type { ServerResponse } from 'node:http';
import { ShuttingDown, type StreamEvent, toGatewayError } from '#libs/contracts';
import { type Observable, Subject, type Subscription, tap } from 'rxjs';
import { HEARTBEAT_MS, STREAM_HEADERS } from './event-stream.js';
import type { StreamFormat } from './stream-format.js';

/** A stream that gives an event for each demand; `CallStreams` makes it of a call. */
export type StreamSource = (demand: Observable<unknown>) => Observable<StreamEvent>;

/**
 * Writes one stream into one response: it asks for an event when the connection has taken the last one, and cuts a
 * connection that takes nothing for too long.
 */
export class StreamWriter {
  private readonly demand = new Subject<void>();
  private readonly ended = Promise.withResolvers<void>();
  private reading: Subscription | undefined;
  private response: ServerResponse | undefined;
  private heartbeat: NodeJS.Timeout | undefined;
  private stall: NodeJS.Timeout | undefined;
  /** Whether it is among its rows, so that it may end anywhere. */
  private resumable = false;
  private leaving = false;

  /** @param begin hands out the response at the first event: until then a failure can be answered in any other way. */
  constructor(
    private readonly format: StreamFormat,
    private readonly begin: () => ServerResponse,
    private readonly stallMs: number,
  ) {}

  /** @returns when the response has ended. @throws what the stream failed with, once that is written. */
  write(source: StreamSource): Promise<void> {
    this.reading = source(this.demand)
      .pipe(tap((event) => this.take(event)))
      .subscribe({
        error: (error: unknown) => this.fail(error),
        complete: () => this.finish(),
      });
    this.demand.next();
    return this.ended.promise;
  }

  /** Ends what can be resumed elsewhere. One result that is in the making is waited for, like that of any call. */
  shutDown(): void {
    this.leaving = true;
    if (!this.resumable) return;
    this.reading?.unsubscribe();
    this.fail(shuttingDown());
  }

  private take(event: StreamEvent): void {
    if (event.type === 'start') this.resumable = event.columns !== undefined;
    if (event.type === 'end') this.resumable = false;
    if (this.leaving && this.resumable) throw shuttingDown();
    const text = this.format.text(event);
    const response = (this.response ??= this.open());
    this.heartbeat?.refresh();
    if (text === '' || response.write(text)) this.demand.next();
    else this.waitFor(response);
  }

  private waitFor(response: ServerResponse): void {
    this.cutIfStalled(response);
    response.once('drain', () => {
      clearTimeout(this.stall);
      this.demand.next();
    });
  }

  private cutIfStalled(response: ServerResponse): void {
    clearTimeout(this.stall);
    this.stall = setTimeout(() => response.destroy(), this.stallMs);
  }

  private open(): ServerResponse {
    const response = this.begin();
    const { headers, heartbeat } = this.format;
    response.once('close', () => this.close());
    // Who has left before anything was written.
    if (response.destroyed) this.close();
    response.writeHead(200, { ...STREAM_HEADERS, ...headers });
    response.flushHeaders();
    if (heartbeat !== undefined && !response.destroyed) {
      this.heartbeat = setInterval(() => {
        if (!response.writableNeedDrain) response.write(heartbeat);
      }, HEARTBEAT_MS);
    }
    return response;
  }

  private fail(error: unknown): void {
    this.ended.reject(error);
    if (!this.response) return;
    const text = this.format.failure(toGatewayError(error));
    if (text === undefined) this.response.destroy();
    else this.finish(text);
  }

  private finish(text = ''): void {
    clearInterval(this.heartbeat);
    if (!this.response) return;
    this.cutIfStalled(this.response);
    this.response.end(text);
  }

  private close(): void {
    clearInterval(this.heartbeat);
    clearTimeout(this.stall);
    this.reading?.unsubscribe();
    this.ended.resolve();
  }
}

export function shuttingDown(): ShuttingDown {
  return new ShuttingDown('Send the call again, with the cursor of the last chunk if there was one.');
}
