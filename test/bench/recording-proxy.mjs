// A way to Odoo on which every call is written down.
import { once } from 'node:events';
import { request } from 'node:http';
import { startServer } from './listening-server.mjs';

/**
 * @returns `url`; `calls`, the methods so far as `{name, rows, at}` with the model and method, how many rows came (Infinity
 *   until all have), and when it was asked; `close`.
 */
export async function startRecordingProxy(target) {
  const { hostname, port } = new URL(target);
  const calls = [];
  const pass = async (asked, answer) => {
    const { url: path, method, headers } = asked;
    const body = Buffer.concat(await Array.fromAsync(asked));
    const name = /call_kw\/(?<name>[\w.]+)/.exec(path)?.groups.name;
    const call = { name, rows: Infinity, at: performance.now() };
    if (name) calls.push(call);
    const passed = request({ hostname, port, path, method, headers, agent: false }, (answered) => {
      answer.writeHead(answered.statusCode, answered.headers);
      answered.pipe(answer);
      if (name) void rowsIn(answered).then((rows) => (call.rows = rows));
    });
    passed.on('error', () => answer.destroy());
    answer.once('close', () => passed.destroy());
    passed.end(body);
  };
  const { url, close } = await startServer(pass);
  return { url, calls, close };
}

/** What is piped is read here too. */
async function rowsIn(answered) {
  const parts = [];
  answered.on('data', (part) => parts.push(part));
  await once(answered, 'close');
  if (!answered.complete) return Infinity;
  const { result } = JSON.parse(Buffer.concat(parts).toString());
  return Array.isArray(result) ? result.length : 0;
}
