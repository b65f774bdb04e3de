// What a gateway takes of memory: idle, and with many sockets, many listeners or many calls. Each load has a new process,
// which has held some clients of its kind before.
import { get } from 'node:http';
import { callerTo } from '../soak/caller.mjs';
import { search } from './counted-calls.mjs';
import { webSocket } from './doors.mjs';
import { load } from './measure.mjs';
import { settledRss } from './memory-watch.mjs';
import { KEY, startForwardingRoute, startGateway, startSandbox } from './programs.mjs';
import { beside, rowOf } from './rows.mjs';

const WARM_UP = 20;
/** Clients that come at once: more would find a gateway that is too busy. */
const COMING = 8;
const LATENCY_MS = 200;
/** Calls that each client has made when memory is first looked at. */
const CALLS_BEFORE = 10;
/** Different questions that listeners ask (CHANGES_MAX_QUESTIONS). */
const QUESTIONS = 100;
const MB = 1e6;
const KIB = 1024;

/** `hold` gives what ends it once all clients are there. */
const LOADS = [
  { name: 'WebSockets', one: 'a WebSocket', count: 500, hold: holdSockets, note: 'MCP, one call each, then idle' },
  {
    name: 'change streams',
    one: 'a change stream',
    count: 500,
    hold: holdListeners,
    note: `SSE, ${QUESTIONS} different questions`,
  },
  {
    name: 'calls in flight',
    one: 'a call in flight',
    count: 200,
    hold: holdCalls,
    // All of them at Odoo, and none in line.
    settings: { ODOO_MAX_CONNECTIONS: '200' },
    isSlow: true,
    note: `Odoo takes ${LATENCY_MS} ms; ODOO_MAX_CONNECTIONS=200`,
  },
];

export const title = 'Memory: RSS of a gateway, by what it holds';
export const figures = ['B7'];

export async function run({ short }) {
  const rounds = short ? 1 : 5;
  await using open = new AsyncDisposableStack();
  const start = async (env) => open.adopt(await startSandbox(env), (program) => program.stop());
  const quick = await start({});
  const slow = await start({ SANDBOX_LATENCY_MS: String(LATENCY_MS) });
  const bare = [];
  const held = LOADS.map(() => []);
  for (let round = 0; round < rounds; round += 1) {
    bare.push(await idleOf(await startForwardingRoute(quick.url)));
    for (const [at, kind] of LOADS.entries()) held[at].push(await observed(kind, kind.isSlow ? slow : quick));
  }
  return rowsOf(bare, held);
}

function rowsOf(bare, held) {
  const route = rowOf('B7', 'hand-written Fastify route, idle', 'MB', bare);
  const idle = rowOf(
    'B7',
    'idle',
    'MB',
    held.flat().map((each) => each.idle),
  );
  const loaded = LOADS.flatMap(({ name, one, count, note }, at) => {
    const values = (read) => held[at].map(read);
    return [
      beside(
        idle,
        rowOf(
          'B7',
          `${count} ${name}`,
          'MB',
          values((each) => each.full),
          { note },
        ),
      ),
      rowOf(
        'B7',
        one,
        'KiB',
        values((each) => ((each.full - each.before) * MB) / count / KIB),
      ),
    ];
  });
  return [route, beside(route, idle, { reach: { of: 'median', atMost: 150 } }), ...loaded];
}

async function idleOf(program) {
  const bytes = await settledRss(program.pid);
  await program.stop();
  return bytes / MB;
}

/** @returns `{idle, before, full}` in MB: of a new process, of one that has held some clients, and with all of them. */
async function observed({ count, hold, settings }, sandbox) {
  const gateway = await startGateway(sandbox.url, settings);
  try {
    const rss = async () => (await settledRss(gateway.pid)) / MB;
    const idle = await rss();
    const release = await hold(gateway.url, WARM_UP);
    await release();
    const before = await rss();
    const end = await hold(gateway.url, count);
    const full = await rss();
    await end();
    return { idle, before, full };
  } finally {
    await gateway.stop();
  }
}

/** Brings clients in, a few at a time. */
async function bring(count, open) {
  const clients = [];
  const come = { call: async (number) => clients.push(await open(number)) };
  await load(come, { first: 0, calls: count, concurrency: COMING });
  return clients;
}

async function holdSockets(url, count) {
  const sockets = await bring(count, async (number) => {
    const socket = await webSocket(url);
    await socket.call(number);
    return socket;
  });
  return () => Promise.all(sockets.map((socket) => socket.close()));
}

async function holdListeners(url, count) {
  const listeners = await bring(count, (number) => listenerTo(url, number % QUESTIONS));
  return () => Promise.all(listeners.map((leave) => leave()));
}

/** @returns what makes it leave, once it is told of changes. */
function listenerTo(url, above) {
  const domain = encodeURIComponent(JSON.stringify([['id', '>', above]]));
  const address = `${url}/odoo/models/res.partner/changes?fields=name&domain=${domain}`;
  return new Promise((resolve, reject) => {
    const asked = get(address, { agent: false, headers: { authorization: `Bearer ${KEY}` } }, (answer) => {
      if (answer.statusCode !== 200) reject(new Error(`A listener was answered ${answer.statusCode}.`));
      const leave = () => {
        const closed = new Promise((gone) => answer.once('close', gone));
        asked.destroy();
        return closed;
      };
      answer.setEncoding('utf8').on('data', (text) => text.includes('"type":"ready"') && resolve(leave));
      answer.on('error', reject);
    });
    asked.on('error', reject);
  });
}

/** Each client calls again as soon as it is answered. */
async function holdCalls(url, count) {
  const caller = callerTo(url, { connections: count });
  const stopping = new AbortController();
  const warm = Promise.withResolvers();
  let made = 0;
  const work = async () => {
    while (!stopping.signal.aborted) {
      const { status, text } = await caller.post(...search(made++));
      if (status !== 200) throw new Error(`A call was answered ${status}: ${text.slice(0, 200)}`);
      if (made > count * CALLS_BEFORE) warm.resolve();
    }
  };
  const working = Promise.all(Array.from({ length: count }, work));
  // What fails later is thrown where they are let go.
  working.catch(() => undefined);
  await Promise.race([warm.promise, working]);
  return async () => {
    stopping.abort();
    await working;
    await caller.close();
  };
}
