/** How long a response may be silent. Proxies cut silent ones, most after 60 seconds and some after 30. */
export const HEARTBEAT_MS = 15_000;

/** Of every response that comes in pieces: nothing between may keep, change or gather them. */
export const STREAM_HEADERS = {
  'cache-control': 'no-store, no-transform',
  // Tells nginx to pass on what it gets.
  'x-accel-buffering': 'no',
};

export const EVENT_STREAM = 'text/event-stream; charset=utf-8';

/** A comment, which clients pass over. */
export const SSE_HEARTBEAT = ': keep-alive\n\n';

export interface SseFields {
  readonly data?: unknown;
  readonly id?: string;
  /** Milliseconds after which a client that is cut off connects again. */
  readonly retry?: number;
}

/** One event as it stands in a stream. Without data, it only tells clients what to resume from, or when. */
export function sseFrame({ data, id, retry }: SseFields): string {
  const lines = [
    ...(retry === undefined ? [] : [`retry: ${retry}`]),
    ...(id === undefined ? [] : [`id: ${id}`]),
    ...(data === undefined ? [] : [`data: ${JSON.stringify(data)}`]),
  ];
  return `${lines.join('\n')}\n\n`;
}
