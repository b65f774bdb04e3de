// A way to a server on which connections are reset once a request has gone through whole.
import { once } from 'node:events';
import { createServer, request } from 'node:http';

/**
 * @param resets asked once for each request, by `{method, path, headers}`: undefined to pass it on and its answer back;
 *   `at-once` to reset the client when the request has gone on whole; `answered` when its answer is there; `both` to
 *   reset the way to the server at once, too.
 * @returns `url`; `settled`, once everything that went on has its answer; `close`.
 */
export async function startResettingProxy(target, resets) {
  const { hostname, port } = new URL(target);
  const underWay = new Set();
  const pass = async (asked, answer) => {
    const { url: path, method, headers } = asked;
    const how = resets({ method, path, headers });
    const body = Buffer.concat(await Array.fromAsync(asked));
    const passed = request({ hostname, port, path, method, headers, agent: false });
    passed.on('error', () => answer.destroy());
    const reset = () => asked.socket.resetAndDestroy();
    const answered = once(passed, 'response');
    answered.catch(() => undefined);
    passed.end(body);
    if (how === 'at-once' || how === 'both') {
      await once(passed, 'finish');
      reset();
    }
    if (how === 'both') {
      passed.socket.resetAndDestroy();
      return;
    }
    const [response] = await answered;
    const content = Buffer.concat(await Array.fromAsync(response));
    if (how === 'answered') reset();
    if (how === undefined) answer.writeHead(response.statusCode, response.headers).end(content);
  };
  const server = createServer((asked, answer) => {
    const passing = pass(asked, answer)
      .catch(() => answer.destroy())
      .finally(() => underWay.delete(passing));
    underWay.add(passing);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    settled: async () => {
      await Promise.all(underWay);
    },
    close: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}
