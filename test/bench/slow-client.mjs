// Clients that do not read, and what the system holds for them.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../apps/demo/steps.mjs';
import { KEY } from './programs.mjs';

/**
 * A client with a receive buffer of 4 kB that has asked, and reads nothing.
 * @param request its method and path, as `GET /health`.
 * @returns `held`, the bytes that the system has taken for it; `readOn`, which gives the whole answer as text once the
 *   connection has ended; `stop`.
 */
export async function startSlowClient(url, request, body = '') {
  const port = Number(new URL(url).port);
  const child = spawn('python3', [join(root, 'test/bench/slow-client.py'), String(port), textOf(request, port, body)]);
  const ended = once(child, 'close');
  const [told] = await once(child.stderr, 'data');
  const ownPort = Number(told.toString());
  return {
    held: () => bytesHeld(port, ownPort),
    readOn: async () => {
      child.stdin.end('read\n');
      return Buffer.concat(await Array.fromAsync(child.stdout)).toString();
    },
    stop: async () => {
      child.kill('SIGKILL');
      await ended;
    },
  };
}

/** In HTTP/1.0, which knows no chunks. */
function textOf(request, port, body) {
  const headers = {
    host: `127.0.0.1:${port}`,
    authorization: `Bearer ${KEY}`,
    'content-type': 'application/json',
    'content-length': body.length,
  };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  return [`${request} HTTP/1.0`, ...lines, '', body].join('\r\n');
}

/** What waits to be sent by one end of a connection, and to be read by the other. */
function bytesHeld(serverPort, clientPort) {
  const table = readFileSync('/proc/net/tcp', 'utf8').split('\n').slice(1, -1);
  let bytes = 0;
  for (const line of table) {
    const [, local, remote, , queues] = line.trim().split(/\s+/);
    const [from, to] = [local, remote].map((address) => Number.parseInt(address.split(':')[1], 16));
    const [sending, receiving] = queues.split(':').map((count) => Number.parseInt(count, 16));
    if (from === serverPort && to === clientPort) bytes += sending;
    if (from === clientPort && to === serverPort) bytes += receiving;
  }
  return bytes;
}
