// CPU per call by every door, and in the dispatcher, as ratios that hold on a busy machine too.
import { once } from 'node:events';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ROUTE, startArms } from './arms.mjs';
import { median } from './measure.mjs';
import { cpuMs } from './programs.mjs';

const METER = 'test/bench/dispatch-meter.mjs';
/** In each of which every door makes one call. In the first ones Node compiles what is hot. */
const ROUNDS = { warmUp: 300, counted: 400 };
/** Messages of MCP on a WebSocket lie between the bare ones and those over HTTP. */
const LEFT_OUT = 'WebSocket, MCP';

/**
 * What else a machine does makes a call several times as dear, for moments or for minutes. So calls of the gateway and of
 * the hand-written route alternate one by one, which meet the same moments; and of each the median call is taken.
 * @param loaded a module for the gateway to load before it starts; `undefined` for none.
 * @returns the ratios to the route, by name.
 */
export async function cpuRatios(loaded) {
  await using open = new AsyncDisposableStack();
  // The meter comes last, so that it is around what was loaded before it.
  const modules = [loaded, METER].filter((file) => file !== undefined);
  const flags = modules.map((file) => `--import=${pathToFileURL(resolve(file)).href}`);
  const { arms } = await startArms(open, { flags, how: { talks: true } });
  const route = arms.find(({ name }) => name === ROUTE);
  const doors = arms.filter(({ name }) => name !== ROUTE && name !== LEFT_OUT);
  await alternating(route, doors, { first: 0, rounds: ROUNDS.warmUp });
  await dispatchedMs(doors[0].program);
  const found = await alternating(route, doors, { first: ROUNDS.warmUp, rounds: ROUNDS.counted });
  const dispatched = await dispatchedMs(doors[0].program);
  const usual = median(found.get(ROUTE));
  const ratios = doors.map(({ name }) => [name, median(found.get(name)) / usual]);
  return { dispatcher: median(dispatched) / usual, ...Object.fromEntries(ratios) };
}

/**
 * Makes one call after the other, every second one of the route.
 * @returns by name the CPU time of each call in milliseconds: until the next of its process, with what follows its answer.
 */
async function alternating(route, doors, { first, rounds }) {
  const used = new Map([route, ...doors].map(({ name }) => [name, []]));
  let number = first * doors.length;
  let routeBefore = cpuMs(route.program.pid);
  for (let round = 0; round < rounds; round += 1) {
    for (const { name, program, door } of doors) {
      const before = cpuMs(program.pid);
      await door.call(number);
      const routeNow = cpuMs(route.program.pid);
      used.get(ROUTE).push(routeNow - routeBefore);
      routeBefore = routeNow;
      await route.door.call(number);
      used.get(name).push(cpuMs(program.pid) - before);
      number += 1;
    }
  }
  // Of no call: what was used before the first one.
  used.get(ROUTE).shift();
  return used;
}

/** Of each call since this was asked last, by the meter in the gateway. */
async function dispatchedMs({ child }) {
  const told = once(child, 'message');
  child.send('used');
  const [{ usedUs }] = await told;
  return usedUs.map((us) => us / 1000);
}
