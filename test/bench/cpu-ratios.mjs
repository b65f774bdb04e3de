// CPU per call by every door, and in the dispatcher, as ratios that hold on a busy machine too.
import { once } from 'node:events';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ROUTE, startArms } from './arms.mjs';
import { callNumbers, inTurn, load, median } from './measure.mjs';
import { cpuMs } from './programs.mjs';

const METER = 'test/bench/dispatch-meter.mjs';
const ROUNDS = 30;
const CALLS = 25;
const WARM_UP = { calls: 500, concurrency: 8 };

/**
 * What else a machine does makes a call dearer by a third, but within a round of a second the route's as much as the
 * gateway's: each round gives a ratio, and the median of many is moved neither by single rounds nor by the hour.
 * @param loaded a module for the gateway to load before it starts; `undefined` for none.
 * @returns the ratios to the hand-written route, by name.
 */
export async function cpuRatios(loaded) {
  await using open = new AsyncDisposableStack();
  // The meter comes last, so that it is around what was loaded before it.
  const modules = [loaded, METER].filter((file) => file !== undefined);
  const flags = modules.map((file) => `--import=${pathToFileURL(resolve(file)).href}`);
  const { arms } = await startArms(open, { flags, how: { talks: true } });
  const take = callNumbers();
  for (const { door } of arms) await load(door, { first: take(WARM_UP.calls), ...WARM_UP });
  const measures = arms.map(({ name, program, door }) => ({
    measure: async () => {
      const dispatched = name === ROUTE ? undefined : await dispatchedUs(program);
      const before = cpuMs(program.pid);
      // One at a time, or the meter would count calls twice.
      await load(door, { first: take(CALLS), calls: CALLS, concurrency: 1 });
      const call = cpuMs(program.pid) - before;
      return { call, dispatch: name === ROUTE ? undefined : (await dispatchedUs(program)) - dispatched };
    },
  }));
  const [route, ...gateway] = await inTurn(measures, ROUNDS);
  const dispatch = route.map((_, round) => mean(gateway.map((rounds) => rounds[round].dispatch)) / 1000);
  const names = arms.slice(1).map(({ name }) => name);
  return {
    dispatcher: ratioTo(route, dispatch),
    ...Object.fromEntries(
      names.map((name, index) => [
        name,
        ratioTo(
          route,
          gateway[index].map(({ call }) => call),
        ),
      ]),
    ),
  };
}

function ratioTo(route, values) {
  return median(values.map((value, round) => value / route[round].call));
}

function mean(values) {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** What the meter in a gateway has counted so far. */
async function dispatchedUs({ child }) {
  const told = once(child, 'message');
  child.send('used');
  const [{ usedUs }] = await told;
  return usedUs;
}
