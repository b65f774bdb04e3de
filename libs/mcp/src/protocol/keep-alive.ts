import { ReadableStream } from 'node:stream/web';
import type { McpHttpHandler } from '@modelcontextprotocol/server';

/** How long a response may be silent, in milliseconds. Proxies cut silent ones, most after 60 seconds and some after 30. */
export const KEEP_ALIVE_MS = 15_000;

type Fetch = McpHttpHandler['fetch'];

/** Says nothing, but says it. */
export const COMMENT = ': keepalive\n\n';
export const STREAM_HEADERS = {
  'content-type': 'text/event-stream',
  'cache-control': 'no-cache, no-transform',
  'x-accel-buffering': 'no',
};

/**
 * Answers as the handler does, except that an answer which is long in coming becomes a stream with comments meanwhile. The
 * SDK makes a stream of it only when the call itself has something to tell.
 */
export function keptAlive(fetch: Fetch): Fetch {
  return async (request, options) => {
    const answer = fetch(request, options);
    if (!takesStreams(request.headers.get('accept'))) return answer;
    const quick = await within(KEEP_ALIVE_MS, answer);
    // TypeScript knows streams twice, by the DOM's types and by Node's.
    return quick ?? new Response(ReadableStream.from(commentsUntil(answer)) as BodyInit, { headers: STREAM_HEADERS });
  };
}

async function* commentsUntil(answer: Promise<Response>): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder();
  let response: Response | undefined;
  while (!response) {
    yield encoder.encode(COMMENT);
    response = await within(KEEP_ALIVE_MS, answer);
  }
  if (response.headers.get('content-type') === 'text/event-stream' && response.body) yield* response.body;
  else if (response.body) yield encoder.encode(messageEvent(await response.text()));
}

/** @returns undefined when it takes longer. */
async function within<T>(ms: number, result: Promise<T>): Promise<T | undefined> {
  const { promise: tooLong, resolve } = Promise.withResolvers<undefined>();
  const timer = setTimeout(resolve, ms, undefined);
  return Promise.race([result, tooLong]).finally(() => clearTimeout(timer));
}

export function takesStreams(accept: string | null | undefined): boolean {
  return accept?.includes('text/event-stream') ?? false;
}

/** @param json of one message. */
export function messageEvent(json: string): string {
  return `event: message\ndata: ${json}\n\n`;
}
