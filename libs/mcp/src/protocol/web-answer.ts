import type { ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream } from 'node:stream/web';

/**
 * Gives an answer of the SDK's, which it makes for the web, over Node's HTTP: its head at once, however long its body is in
 * coming. A client that leaves cancels it.
 */
export async function giveWebAnswer(response: ServerResponse, { status, headers, body }: Response): Promise<void> {
  for (const [name, value] of headers) {
    // Whether the connection stays open is not the protocol's to say.
    if (name !== 'connection') response.setHeader(name, value);
  }
  response.writeHead(status);
  if (!body) return void response.end();
  response.flushHeaders();
  try {
    // TypeScript knows streams twice, by the DOM's types and by Node's.
    await pipeline(Readable.fromWeb(body as ReadableStream), response);
  } catch {
    // The client has left.
  }
}
