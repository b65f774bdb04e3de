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

/** One event as it stands in a stream. With an id and no data, it only tells clients what to resume from. */
export function sseFrame({ data, id }: { readonly data?: unknown; readonly id?: string }): string {
  const lines = [
    ...(id === undefined ? [] : [`id: ${id}`]),
    ...(data === undefined ? [] : [`data: ${JSON.stringify(data)}`]),
  ];
  return `${lines.join('\n')}\n\n`;
}
