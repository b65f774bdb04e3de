// Servers of ours that benchmarks talk to.
import { once } from 'node:events';
import { createServer } from 'node:http';

/** Answers requests at a free port; one whose answer fails is hung up on. @returns `url` and `close`. */
export async function startServer(answer) {
  const server = createServer((request, response) => {
    answer(request, response).catch(() => response.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const close = async () => {
    server.close();
    server.closeAllConnections();
    await once(server, 'close');
  };
  return { url: `http://127.0.0.1:${server.address().port}`, close };
}
