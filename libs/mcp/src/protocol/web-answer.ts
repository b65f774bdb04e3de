import { once } from 'node:events';
import type { ServerResponse } from 'node:http';

/** How long a head waits for the first bytes of its body, in milliseconds, so that one write takes both. */
const HEAD_WAIT_MS = 100;

/**
 * Gives an answer of the SDK's, which it makes for the web, over Node's HTTP: its head soon, however long its body is in
 * coming. A client that leaves cancels it.
 */
export async function giveWebAnswer(response: ServerResponse, answer: Response): Promise<void> {
  const { status, headers, body } = answer;
  for (const [name, value] of headers) {
    // Whether the connection stays open is not the protocol's to say.
    if (name !== 'connection') response.setHeader(name, value);
  }
  response.statusCode = status;
  if (!body) return void response.end();
  try {
    // JSON is there as a whole, and goes out as one, with its length.
    if (headers.get('content-type') === 'application/json') response.end(await answer.text());
    else await copy(body, response);
  } catch {
    // The answer broke off, and so must what the client has of it.
    response.destroy();
  }
}

/** Plain reads, for a pipeline of Node's costs more than what it carries here. */
async function copy(body: ReadableStream<Uint8Array>, response: ServerResponse): Promise<void> {
  const reader = body.getReader();
  const leaving = new AbortController();
  const leave = (): void => {
    leaving.abort();
    reader.cancel().catch(() => {});
  };
  response.once('close', leave);
  if (response.destroyed) leave();
  const head = setTimeout(() => response.flushHeaders(), HEAD_WAIT_MS);
  try {
    for (let read = await reader.read(); !read.done; read = await reader.read()) {
      const mayGoOn = response.write(read.value);
      if (!mayGoOn && !leaving.signal.aborted) await once(response, 'drain', leaving).catch(() => {});
    }
  } finally {
    clearTimeout(head);
  }
  response.off('close', leave);
  response.end();
}
