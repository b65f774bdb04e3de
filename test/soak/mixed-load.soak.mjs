// Half an hour of everything at once: does anything grow?
import { setTimeout as sleep } from 'node:timers/promises';
import { median } from '../bench/measure.mjs';
import { rssOf, startGateway, startSandbox } from '../bench/programs.mjs';
import { asked } from './asked.mjs';
import { happens } from './caller.mjs';
import { atLeast, atMost } from './figure.ts';
import { descriptors, socketsTo } from './held.mjs';
import { MixedClients } from './mixed-clients.mjs';
import { realOdoo } from './real-odoo.mjs';
import { twoOdoos } from './two-odoos.mjs';
import { slopeOf } from './trend.ts';

const LONG = { loadMs: 30 * 60_000, sampleMs: 30_000, warmUpMs: 5 * 60_000, churnMs: 30_000 };
const SHORT = { loadMs: 20_000, sampleMs: 2000, warmUpMs: 0, churnMs: 3000 };
/** Of the time; the first is for warming up. */
const WINDOWS = 6;
const TEN_MINUTES_MS = 10 * 60_000;
/** Until the last client has been noticed to be gone. */
const SETTLE_MS = 15_000;
/** ODOO_MAX_CONNECTIONS. */
const ODOO_CONNECTIONS = 10;

export const title = 'mixed load by every door: REST, MCP of both eras, WebSockets, streams and listeners';
export const pass =
  'the heap grows by 1 % in ten minutes at most, RSS by 5 % from the middle to the last third, p99 by 20 %; no socket or ' +
  'descriptor is left; no call fails';

export async function run({ short }) {
  const times = short ? SHORT : LONG;
  await using open = new AsyncDisposableStack();
  const sandbox = open.adopt(await startSandbox(), (program) => program.stop());
  const real = short ? undefined : realOdoo();
  const access = real && open.adopt(twoOdoos(sandbox, real), (files) => files.remove());
  const flags = ['--expose-gc', '--import', './test/soak/heap-told.mjs'];
  const gateway = open.adopt(await startGateway(sandbox.url, access?.settings, flags, { talks: true }), (program) =>
    program.stop(),
  );
  const odoos = [sandbox, ...(real ? [real] : [])].map(({ url }) => new URL(url).port);
  const before = held(gateway, odoos);
  const clients = new MixedClients(gateway.url, {
    churnMs: times.churnMs,
    windowMs: times.loadMs / WINDOWS,
    also: access?.connection,
  });
  const loaded = clients.run(times.loadMs);
  const samples = await sampled(gateway, times);
  await loaded;
  await happens(() => isSame(held(gateway, odoos), before), SETTLE_MS);
  const left = held(gateway, odoos);
  const { answered, failures } = clients;
  const calls = Object.values(answered).reduce((sum, count) => sum + count, 0);
  return [
    atLeast('calls', calls, 1),
    atLeast('calls of real Odoo among them', answered.real ?? 0, real ? 1 : 0),
    atMost('calls that failed', failures.length, 0, { note: failures[0] }),
    { name: 'sockets left', value: left.sockets - before.sockets, limit: '= 0', ok: left.sockets === before.sockets },
    {
      name: 'other descriptors left',
      value: left.others - before.others,
      limit: '= 0',
      ok: left.others === before.others,
    },
    atMost('connections to Odoo', left.toOdoo, odoos.length * ODOO_CONNECTIONS),
    ...(short ? [] : growth(samples, times)),
    ...(short ? [] : slowing(clients)),
  ];
}

/** Connections to Odoo are kept for the next call, and counted by themselves. */
function held({ pid }, odooPorts) {
  const all = descriptors(pid);
  const sockets = all.filter((to) => to.startsWith('socket:')).length;
  const toOdoo = socketsTo(pid, odooPorts);
  return { sockets: sockets - toOdoo, others: all.length - sockets, toOdoo };
}

function isSame(one, other) {
  return one.sockets === other.sockets && one.others === other.others;
}

/** @returns `{at, heap, rss}`: milliseconds since the beginning, and bytes. */
async function sampled(gateway, { loadMs, sampleMs }) {
  const started = performance.now();
  const samples = [];
  while (performance.now() - started + sampleMs <= loadMs) {
    await sleep(sampleMs);
    const { heapUsed } = await asked(gateway, 'heap');
    samples.push({ at: performance.now() - started, heap: heapUsed, rss: rssOf(gateway.pid) });
  }
  return samples;
}

function growth(samples, { loadMs, warmUpMs }) {
  const warm = samples.filter(({ at }) => at >= warmUpMs);
  const slope = slopeOf(warm.map(({ at, heap }) => [at, heap]));
  const percent = (slope * TEN_MINUTES_MS * 100) / median(warm.map(({ heap }) => heap));
  const peak = (third) =>
    Math.max(...samples.filter(({ at }) => Math.floor((at * 3) / loadMs) === third).map(({ rss }) => rss));
  return [
    atMost('growth of the heap in 10 minutes', percent, 1, { unit: '%' }),
    { name: 'heap', value: median(warm.map(({ heap }) => heap)) / 1e6, limit: '–', unit: 'MB', ok: true },
    atMost('peak RSS, last third ÷ middle third', peak(2) / peak(1), 1.05),
    { name: 'peak RSS', value: peak(2) / 1e6, limit: '–', unit: 'MB', ok: true },
  ];
}

/** The last window beside the first one that was warm. */
function slowing({ times }) {
  const all = times.slice(0, WINDOWS).map((histogram) => histogram.percentile(99) / 1000);
  const [, first] = all;
  const last = all.at(-1);
  const note = `by ${WINDOWS}ths of the time: ${all.map((ms) => ms.toFixed(0)).join(', ')} ms`;
  return [
    { name: 'p99, first', value: first, limit: '–', unit: 'ms', ok: true, timing: true, note },
    atMost('p99, last ÷ first', last / first, 1.2, { timing: true }),
  ];
}
