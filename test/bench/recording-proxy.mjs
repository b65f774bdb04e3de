// A way to Odoo on which every call is written down.
import { once } from 'node:events';
import { createServer, request } from 'node:http';

/**
 * @returns `url`; `calls`, the methods so far as `{name, ids, at}` with the model and method, how many ids were named, and
 *   when; `close`.
 */
export async function startRecordingProxy(target) {
  const { hostname, port } = new URL(target);
  const calls = [];
  const pass = async (asked, answer) => {
    const { url: path, method, headers } = asked;
    const body = Buffer.concat(await Array.fromAsync(asked));
    const name = /call_kw\/(?<name>[\w.]+)/.exec(path)?.groups.name;
    if (name) calls.push({ name, ids: idsIn(body), at: performance.now() });
    const passed = request({ hostname, port, path, method, headers, agent: false }, (answered) => {
      answer.writeHead(answered.statusCode, answered.headers);
      answered.pipe(answer);
    });
    passed.on('error', () => answer.destroy());
    answer.once('close', () => passed.destroy());
    passed.end(body);
  };
  const server = createServer((asked, answer) => {
    pass(asked, answer).catch(() => answer.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const close = async () => {
    server.close();
    server.closeAllConnections();
    await once(server, 'close');
  };
  return { url: `http://127.0.0.1:${server.address().port}`, calls, close };
}

function idsIn(body) {
  const [first] = JSON.parse(body.toString()).params.args ?? [];
  return Array.isArray(first) ? first.length : 0;
}
