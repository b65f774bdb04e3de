// Takes traces and keeps none.
import { once } from 'node:events';
import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';

/** @returns `url`; `spans`, how many have come; `close`. */
export async function startTraceSink() {
  let spans = 0;
  const take = async (request, response) => {
    spans += (await text(request)).split('"spanId"').length - 1;
    response.setHeader('content-type', 'application/json').end('{}');
  };
  const server = createServer((request, response) => {
    take(request, response).catch(() => response.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const close = async () => {
    server.close();
    server.closeAllConnections();
    await once(server, 'close');
  };
  return { url: `http://127.0.0.1:${server.address().port}`, spans: () => spans, close };
}
