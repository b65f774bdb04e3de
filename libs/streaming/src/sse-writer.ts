import type { ServerResponse } from 'node:http';
import { EVENT_STREAM, HEARTBEAT_MS, SSE_HEARTBEAT, STREAM_HEADERS } from './event-stream.js';

/** How long a client may take to read the last frame before its connection is cut. */
const LINGER_MS = 5_000;

/**
 * Server-Sent Events for one client, from a source that does not wait: frames that the client has no room for are held
 * back, up to a number, and written when it has. Heartbeats are its own.
 */
export class SseWriter {
  private readonly waiting: string[] = [];
  private heartbeat: NodeJS.Timeout | undefined;
  private isFull = false;
  private hasEnded = false;
  /** Told when nothing waits any more. */
  private readonly onTaken: (() => void)[] = [];

  constructor(
    private readonly response: ServerResponse,
    private readonly maxWaiting: number,
  ) {
    response.on('drain', () => this.flush());
    response.once('close', () => this.stop());
  }

  get hasBegun(): boolean {
    return this.response.headersSent;
  }

  /** @returns false when too many are waiting already: the client does not keep up. */
  send(frame: string): boolean {
    if (this.hasEnded) return true;
    if (!this.hasBegun) this.begin();
    if (!this.isFull) this.write(frame);
    else if (this.waiting.length < this.maxWaiting) this.waiting.push(frame);
    else return false;
    return true;
  }

  /** Resolves when the client has room again and nothing waits for it, or when it has gone. */
  async taken(): Promise<void> {
    if (!this.isFull || this.hasEnded) return;
    await new Promise<void>((resolve) => {
      this.onTaken.push(resolve);
    });
  }

  /** Ends the stream, with one more frame if there is one; what still waits is dropped. */
  end(last = ''): void {
    if (this.hasEnded) return;
    if (!this.hasBegun) this.begin();
    this.stop();
    this.response.end(last);
    const linger = setTimeout(() => this.response.destroy(), LINGER_MS);
    this.response.once('close', () => clearTimeout(linger));
  }

  private begin(): void {
    this.response.writeHead(200, { ...STREAM_HEADERS, 'content-type': EVENT_STREAM });
    this.heartbeat = setInterval(() => {
      if (!this.isFull) this.write(SSE_HEARTBEAT);
    }, HEARTBEAT_MS);
  }

  private write(frame: string): void {
    this.isFull = !this.response.write(frame);
  }

  private flush(): void {
    this.isFull = false;
    while (!this.isFull && this.waiting.length > 0) this.write(this.waiting.shift() ?? '');
    if (!this.isFull) this.tellTaken();
  }

  private tellTaken(): void {
    for (const tell of this.onTaken.splice(0)) tell();
  }

  private stop(): void {
    this.hasEnded = true;
    this.waiting.length = 0;
    clearInterval(this.heartbeat);
    this.tellTaken();
  }
}
