// Load in a process of its own, so that measuring does not wait for what is measured. Parent and child of it are here.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { seededRandom } from '../bench/seeded-random.mjs';
import { DOORS } from './typed-doors.mjs';

const THIS = new URL(import.meta.url).pathname;
/** Calls that one source has under way at most: what would be more is left out and counted. */
const MOST_UNDER_WAY = 3000;
const BEGUN = 'begun';

/**
 * Loads a gateway by several sources at once.
 * @param load `{url, ms, sources}`; a source is `{name, key, door, call: [tool, args]}` with `rate`, the calls a second at
 *   random moments whatever becomes of them, or `atOnce`, the calls that are always under way.
 * @param onBegin told when the first call is sent.
 * @returns by name of its source, `[{at, ms, code}]` with when it began since the beginning, and how it ended.
 */
export async function generate(load, onBegin = () => {}) {
  const child = fork(THIS, { env: { PATH: process.env.PATH }, execArgv: [] });
  const closed = once(child, 'close');
  child.send(load);
  let outcomes;
  child.on('message', (message) => {
    if (message === BEGUN) onBegin();
    else outcomes = message;
  });
  await closed;
  if (!outcomes) throw new Error('The load has ended early.');
  return outcomes;
}

if (process.send && process.argv[1] === THIS) process.once('message', (load) => void answer(load));

async function answer(load) {
  const doors = await Promise.all(load.sources.map(({ door = 'REST', key }) => DOORS[door](load.url, { key })));
  process.send(BEGUN);
  const outcomes = await Promise.all(load.sources.map((source, index) => outcomesOf(source, doors[index], load.ms)));
  const byName = Object.fromEntries(load.sources.map(({ name }, index) => [name, outcomes[index]]));
  process.send(byName, () => process.disconnect());
}

async function outcomesOf(source, door, ms) {
  const outcomes = [];
  const started = performance.now();
  const elapsed = () => performance.now() - started;
  const one = async () => {
    const at = elapsed();
    const code = await door.call(...source.call);
    outcomes.push({ at, ms: elapsed() - at, code });
  };
  if (source.atOnce) await closedLoop(source.atOnce, one, () => elapsed() < ms);
  else await openLoop(source, one, elapsed, ms);
  await door.close();
  return outcomes;
}

async function closedLoop(atOnce, one, goesOn) {
  const worker = async () => {
    while (goesOn()) await one();
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
}

async function openLoop({ rate, seed }, one, elapsed, ms) {
  const random = seededRandom(seed);
  const underWay = new Set();
  let next = 0;
  while (next < ms) {
    if (next > elapsed()) await sleep(next - elapsed());
    if (underWay.size >= MOST_UNDER_WAY) throw new Error(`More than ${MOST_UNDER_WAY} calls are under way.`);
    const call = one();
    underWay.add(call);
    void call.then(() => underWay.delete(call));
    next += (-Math.log(1 - random()) * 1000) / rate;
  }
  await Promise.all(underWay);
}
