// Clients that hang up at random moments, through every door that streams, and what they leave behind in the gateway.
import { request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { WebSocket } from 'ws';
import { manySettings, startMany } from './many-odoo.mjs';
import { spread } from './measure.mjs';
import { moreThan, openIn, settled } from './open-resources.mjs';
import { KEY, rssOf, startGateway } from './programs.mjs';
import { seededRandom } from './seeded-random.mjs';

const TIMES = 500;
const WARM_UP_TIMES = 50;
const AT_ONCE = 5;
const LONGEST_MS = 800;
const SETTLE_MS = 20_000;
const STREAM = '/mcp/stream/tools/call';
const SEARCH = { name: 'odoo_search', arguments: { model: 'res.partner', fields: ['name', 'email'] } };

/** By door: begins to stream, and gives what hangs up. Those who do not read leave too. */
const DOORS = {
  SSE: (url, reads) => http(`${url}${STREAM}`, reads, 'text/event-stream', SEARCH),
  NDJSON: (url, reads) => http(`${url}${STREAM}`, reads, 'application/x-ndjson', SEARCH),
  CSV: (url, reads) => http(`${url}${STREAM}`, reads, 'text/csv', SEARCH),
  changes: (url, reads) => http(`${url}/odoo/models/res.partner/changes?fields=name`, reads, 'text/event-stream'),
  WebSocket: socket,
};

export const title = `${TIMES} clients that hang up within ${LONGEST_MS} ms, on real Odoo 19; what is open afterwards`;

export async function run() {
  await using open = new AsyncDisposableStack();
  const many = startMany();
  const flags = ['--import', './test/bench/resources-told.mjs'];
  const gateway = open.adopt(await startGateway(many.url, manySettings(many), flags), (program) => program.stop());
  const random = seededRandom();
  await hangUp(WARM_UP_TIMES, gateway.url, random);
  await sleep(SETTLE_MS / 2);
  const before = await openIn(gateway);
  const memory = rssOf(gateway.pid);
  const moments = await hangUp(TIMES, gateway.url, random);
  const after = await settled(gateway, before, SETTLE_MS);
  const names = Object.keys({ ...before, ...after });
  if (moreThan(before, after).length > 0) {
    throw new Error(`There is more than before: ${JSON.stringify({ before, after })}.`);
  }
  return [
    spread('ms until a client hung up', moments),
    ...names.map((name) => spread(`${name}, before ${before[name] ?? 0}`, [after[name] ?? 0])),
    spread('RSS growth, MiB', [(rssOf(gateway.pid) - memory) / 2 ** 20]),
  ];
}

/** @returns after how many milliseconds each has hung up. */
async function hangUp(times, url, random) {
  const doors = Object.values(DOORS);
  const moments = [];
  const clients = Array.from({ length: AT_ONCE }, async () => {
    while (moments.length < times) {
      const ms = random() * LONGEST_MS;
      const door = doors[moments.push(ms) % doors.length];
      const leave = door(url, random() < 0.5);
      await sleep(ms);
      await leave();
    }
  });
  await Promise.all(clients);
  return moments;
}

function http(url, reads, accept, body) {
  const headers = { authorization: `Bearer ${KEY}`, accept, ...(body && { 'content-type': 'application/json' }) };
  const asked = request(url, { method: body ? 'POST' : 'GET', headers, agent: false });
  asked.on('response', (answer) => {
    answer.on('error', () => undefined);
    if (reads) answer.resume();
  });
  asked.on('error', () => undefined);
  asked.end(body && JSON.stringify(body));
  return () => closing(asked, () => asked.destroy());
}

function socket(url, reads) {
  const headers = { authorization: `Bearer ${KEY}` };
  const client = new WebSocket(`${url.replace('http', 'ws')}/mcp/ws`, 'mcp', { headers });
  client.on('error', () => undefined);
  client.on('open', () => {
    client.send(JSON.stringify({ method: 'tools/stream', params: { ...SEARCH, credit: reads ? 1000 : 1 }, id: 1 }));
  });
  return () => closing(client, () => client.terminate());
}

/** Resolves once it is closed, however it ends. */
function closing(connection, close) {
  return new Promise((resolve) => {
    connection.once('close', resolve);
    close();
  });
}
