// A thousand listeners to the changes of one model, of whom one in a hundred does not read.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { root } from '../../apps/demo/steps.mjs';
import { manySettings, odooSession, startMany } from './many-odoo.mjs';
import { spread } from './measure.mjs';
import { NumberedTags } from './numbered-tags.mjs';
import { openSockets, rssOf, startGateway } from './programs.mjs';
import { startRecordingProxy } from './recording-proxy.mjs';
import { startSlowClient } from './slow-client.mjs';

const PROCESSES = 2;
const HEALTHY = 990;
const STALLED = 10;
const POLL_MS = 2000;
const WRITES_MS = 60_000;
const ALONE_MS = 20_000;
/** After the last words, before the connection of who does not read them is cut. */
const LINGER_MS = 5000;
const HEARD_MS = 60_000;
const BURSTS_MAX = 60;
const PATH = `/odoo/models/${NumberedTags.model}/changes?fields=name`;
const SETTINGS = { CHANGES_POLL_SECONDS: String(POLL_MS / 1000), CHANGES_QUEUE_EVENTS: '300', LOG_LEVEL: 'debug' };

export const title = `${HEALTHY} listeners to one model of real Odoo 19, and ${STALLED} that do not read`;

export async function run() {
  await using open = new AsyncDisposableStack();
  const many = startMany();
  const session = open.adopt(await odooSession(many), (odoo) => odoo.close());
  const odoo = open.adopt(await startRecordingProxy(many.url), (proxy) => proxy.close());
  const settings = { ...manySettings(many), ...SETTINGS };
  const gateway = open.adopt(await startGateway(odoo.url, settings), (program) => program.stop());
  const tags = open.adopt(await NumberedTags.create(session), (made) => made.unlink());
  const dropped = droppedBy(gateway);
  const callsOfOne = await callsWhile(odoo, () => alone(gateway.url, tags), ALONE_MS);
  const before = rssOf(gateway.pid);
  const healthy = open.adopt(await startListeners(gateway.url), (listeners) => listeners.stop());
  const slow = await Promise.all(Array.from({ length: STALLED }, () => startSlowClient(gateway.url, `GET ${PATH}`)));
  for (const client of slow) open.defer(() => client.stop());
  await sleep(2 * POLL_MS);
  const each = (rssOf(gateway.pid) - before) / (HEALTHY + STALLED);
  const first = tags.written;
  const callsOfAll = await callsWhile(odoo, () => tags.writeFor(WRITES_MS), WRITES_MS);
  await sleep(3 * POLL_MS);
  const delays = await healthy.delays();
  const sockets = openSockets(gateway.pid);
  await dropStalled(tags, healthy, dropped, slow);
  await sleep(LINGER_MS + POLL_MS);
  const left = openSockets(gateway.pid) - (sockets - STALLED);
  await tags.unlink();
  await sleep(3 * POLL_MS);
  const heard = await healthy.summaries();
  requireAll(heard, tags, first);
  if (left > 0) throw new Error(`${left} connections of listeners that were dropped are left.`);
  if (callsOfAll > callsOfOne * 1.2) throw new Error('More listeners make more calls to Odoo.');
  return [
    spread('calls to Odoo a minute, 1 listener', [callsOfOne]),
    spread('calls to Odoo a minute, all', [callsOfAll]),
    spread('delay, ms', delays),
    spread('delay p99, ms', [percentile(delays, 0.99)]),
    spread(
      'events that a listener got',
      heard.map(({ events }) => events),
    ),
    spread('stalled ones dropped', [dropped.count]),
    spread('RSS of a listener, kB', [each / 1000]),
  ];
}

/** How many listeners a gateway says that it has sent away. */
function droppedBy({ lines }) {
  const dropped = { count: 0 };
  lines.on('line', (line) => {
    if (line.includes('"code":"rate_limited"')) dropped.count += 1;
  });
  return dropped;
}

/** @returns calls a minute. */
async function callsWhile({ calls }, work, ms) {
  calls.length = 0;
  await work();
  return (calls.length * 60_000) / ms;
}

async function alone(url, tags) {
  const only = await startListeners(url, 1, 1);
  await tags.writeFor(ALONE_MS);
  await only.stop();
}

async function startListeners(url, processes = PROCESSES, listeners = HEALTHY) {
  const args = [url + PATH, String(listeners / processes)];
  const file = join(root, 'test/bench/listening-clients.mjs');
  const children = Array.from({ length: processes }, () => fork(file, args));
  const ask = (word) =>
    Promise.all(
      children.map(async (child) => {
        const answered = once(child, 'message');
        child.send(word);
        return (await answered)[0];
      }),
    );
  await Promise.all(children.map(firstWord));
  return {
    delays: async () => (await ask('delays')).flatMap(({ delays }) => delays),
    heard: async () => Math.min(...(await ask('heard')).map(({ heard }) => heard)),
    summaries: async () => (await ask('summaries')).flatMap((told) => told.listeners),
    stop: async () => {
      const ended = children.map((child) => once(child, 'exit'));
      for (const child of children) child.disconnect();
      await Promise.all(ended);
    },
  };
}

function firstWord(child) {
  return new Promise((resolve, reject) => {
    child.once('message', resolve);
    child.once('exit', (code) => reject(new Error(`Listeners have ended with ${code}.`)));
  });
}

/** Writes until those who do not read are dropped; half of them read on then, and must find out why. */
async function dropStalled(tags, healthy, dropped, slow) {
  for (let burst = 0; dropped.count < STALLED; burst += 1) {
    if (burst > BURSTS_MAX) throw new Error(`${dropped.count} of ${STALLED} were dropped.`);
    await tags.writeAll();
    // The next write would hide this one from a look that comes late.
    for (let wait = 0; (await healthy.heard()) < tags.written; wait += 100) {
      if (wait > HEARD_MS) throw new Error(`Write ${tags.written} was not heard.`);
      await sleep(100);
    }
  }
  const answers = await Promise.all(slow.slice(0, STALLED / 2).map((client) => client.readOn()));
  const unexplained = answers.filter((answer) => !answer.slice(-1000).includes('Events are read too slowly'));
  if (unexplained.length > 0) throw new Error(`${unexplained.length} were dropped without a word.`);
}

/**
 * Every healthy listener has heard the same, all of it, each record's changes in their order. A record that changes while
 * it is being read for the change before is told as it is then, once for each.
 */
function requireAll(heard, tags, first) {
  const [{ digest }] = heard;
  const expected = { numbers: tags.written - first, events: tags.changes - first + tags.count };
  const odd = heard.filter(
    ({ digest: own, events, numbers, outOfOrder, ended }) =>
      own !== digest || events < expected.events || numbers !== expected.numbers || outOfOrder > 0 || ended,
  );
  if (odd.length === 0 && heard.length === HEALTHY) return;
  const [{ digest: _, ...one } = {}] = odd;
  throw new Error(
    `${odd.length} listeners heard something else than ${JSON.stringify(expected)}: ${JSON.stringify(one)}`,
  );
}

function percentile(values, part) {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length * part)];
}
