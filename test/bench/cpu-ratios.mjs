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
/** So many that what is hot is compiled on a busy machine too. */
const WARM_UP_CALLS = 800;
/** What tells enough: messages of MCP on a WebSocket lie between the bare ones and those over HTTP. */
const LEFT_OUT = 'WebSocket, MCP';

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
  const started = await startArms(open, { flags, how: { talks: true } });
  const arms = started.arms.filter(({ name }) => name !== LEFT_OUT);
  const take = callNumbers();
  // One at a time, or what a dispatch uses would be taken for another's too.
  const spend = (door, calls) => load(door, { first: take(calls), calls, concurrency: 1 });
  for (const { door } of arms) await spend(door, WARM_UP_CALLS);
  const measures = arms.map(({ name, program, door }) => ({
    measure: async () => {
      const dispatched = name === ROUTE ? undefined : await dispatchedUs(program);
      const before = cpuMs(program.pid);
      await spend(door, CALLS);
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
