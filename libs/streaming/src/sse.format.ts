import { type GatewayError, publicError, type StreamEvent } from '#libs/contracts';
import { EVENT_STREAM, SSE_HEARTBEAT, sseFrame } from './event-stream.js';
import type { StreamFormat } from './stream-format.js';

/** Server-Sent Events: one line of JSON each, and the cursor of a chunk as its id. */
export class SseFormat implements StreamFormat {
  readonly headers = { 'content-type': EVENT_STREAM };
  readonly heartbeat = SSE_HEARTBEAT;

  /** @param debug errors name the rule that refused. */
  constructor(
    private readonly now: () => number,
    private readonly debug: boolean,
  ) {}

  text(event: StreamEvent): string {
    switch (event.type) {
      case 'start': {
        const { type, tool, total, columns } = event;
        return sseFrame({ data: { type, tool, timestamp: this.timestamp(), total, columns } });
      }
      case 'chunk':
        return sseFrame({
          id: event.cursor,
          data: { type: 'chunk', data: event.rows, progress: event.progress },
        });
      case 'progress': {
        const { done: current, total, message } = event.progress;
        return sseFrame({ data: { type: 'progress', progress: { current, total }, message } });
      }
      case 'result': {
        const { result, replayed } = event.outcome;
        return sseFrame({ data: { type: 'chunk', data: result, progress: { current: 1, total: 1 }, replayed } });
      }
      case 'end':
        return sseFrame({ data: { type: 'end', timestamp: this.timestamp() } });
      default:
        return event satisfies never;
    }
  }

  failure(error: GatewayError): string {
    const shown = publicError(error, this.debug);
    return sseFrame({ data: { type: 'error', message: shown.message, timestamp: this.timestamp(), error: shown } });
  }

  private timestamp(): string {
    return new Date(this.now()).toISOString();
  }
}
