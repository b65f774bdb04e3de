// Requests and messages that ask too much of the gateway, again and again, each with a right key.
import { once } from 'node:events';
import { connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import { WebSocket } from 'ws';
import { KEY } from '../bench/programs.mjs';

const PIECE = Buffer.alloc(65_536, 'x');
const GIGABYTE = 1_000_000_000;
const FRAME = Buffer.alloc(64_000_000, 'x');
const DEEP = `{"params":${'['.repeat(100_000)}${']'.repeat(100_000)}}`;
const LEAVES = `{"method":"odoo_count","params":{"model":"res.partner","domain":[${Array(1_000_000).fill('["id",">",1]').join()}]}}`;
const BOMB = gzipSync(Buffer.alloc(100_000_000, ' '));

/** By name: once; gives the status of the answer, or the code that a socket was closed with; 0 for none. */
export const HOSTILE = {
  'a body of 1 GB': (url, from) => post(url, from, `Content-Length: ${GIGABYTE}`, endless(GIGABYTE / PIECE.length)),
  'a body without an end': (url, from) => post(url, from, 'Transfer-Encoding: chunked', chunks()),
  'JSON 100,000 deep': (url, from) => post(url, from, `Content-Length: ${DEEP.length}`, [DEEP]),
  'a domain of 1,000,000 conditions': (url, from) => post(url, from, `Content-Length: ${LEAVES.length}`, [LEAVES]),
  'a zip bomb': (url, from) => post(url, from, `Content-Encoding: gzip\r\nContent-Length: ${BOMB.length}`, [BOMB]),
  'a frame of 64 MB': (url, from) => onSocket(url, from, (socket) => socket.send(FRAME, { binary: false })),
  'fragments without an end': (url, from) => onSocket(url, from, sendFragments),
  'a flood of pings': (url, from) => onSocket(url, from, floodWithPings),
};

function* endless(times) {
  for (let time = 0; time < times; time += 1) yield PIECE;
}

function* chunks() {
  for (;;) yield Buffer.concat([Buffer.from(`${PIECE.length.toString(16)}\r\n`), PIECE, Buffer.from('\r\n')]);
}

async function post(url, from, headers, pieces) {
  const { port, host } = new URL(url);
  const socket = connect({ port: Number(port), host: '127.0.0.1', localAddress: from });
  socket.on('error', () => socket.destroy());
  let text = '';
  socket.on('data', (data) => (text += data));
  const closed = new Promise((resolve) => socket.once('close', resolve));
  const head = `POST /mcp/tools/call HTTP/1.1\r\nHost: ${host}\r\nAuthorization: Bearer ${KEY}`;
  socket.write(`${head}\r\nContent-Type: application/json\r\nConnection: close\r\n${headers}\r\n\r\n`);
  for (const piece of pieces) {
    if (socket.destroyed || text !== '') break;
    if (!socket.write(piece)) await Promise.race([once(socket, 'drain').catch(() => {}), closed]);
  }
  await closed;
  return Number(/^HTTP\/1\.1 (\d+)/.exec(text)?.[1] ?? 0);
}

async function onSocket(url, from, attack) {
  const headers = { authorization: `Bearer ${KEY}` };
  const socket = new WebSocket(`${url.replace('http', 'ws')}/mcp/ws`, 'mcp', {
    headers,
    localAddress: from,
    closeTimeout: CLOSE_MS,
  });
  // What ends it is told by its code.
  socket.on('error', () => {});
  const closed = new Promise((resolve) => socket.once('close', resolve));
  await Promise.race([once(socket, 'open').catch(() => {}), closed]);
  if (socket.readyState === WebSocket.OPEN) await attack(socket);
  const code = await closed;
  // 1006: it was closed without a code.
  return code === 1006 ? 0 : code;
}

async function sendFragments(socket) {
  while (socket.readyState === WebSocket.OPEN) {
    await new Promise((sent) => socket.send(PIECE, { binary: false, fin: false }, sent));
  }
}

/** And reads none of the answers. */
async function floodWithPings(socket) {
  socket.pause();
  const data = Buffer.alloc(125);
  const ends = performance.now() + FLOOD_MS;
  while (socket.readyState === WebSocket.OPEN && performance.now() < ends) {
    for (let count = 0; count < 500; count += 1) socket.ping(data);
    await new Promise((sent) => socket.ping(data, undefined, sent));
  }
  socket.resume();
  socket.close();
}

/** Long enough that a pong for each would fill what the system holds for who does not read. */
const FLOOD_MS = 2000;

/** For the end of the gateway, which reads nothing more by then. */
const CLOSE_MS = 1000;
