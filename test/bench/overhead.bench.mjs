// Time that stands between a caller and Odoo: what the gateway adds to a call, beside what a route adds that only passes it on.
import { startArms } from './arms.mjs';
import { directSession } from './direct-doors.mjs';
import { callNumbers, failedIn, inTurn, load, median, pacedLoad, ratioAtMost, timedLoad } from './measure.mjs';
import { beside, rowOf } from './rows.mjs';
import { seededRandom } from './seeded-random.mjs';
import { quantile } from '../soak/quantiles.mjs';
import { sandboxOdoo } from '../soak/keys.mjs';

const LONG = { rounds: 9, seconds: 5, runUpSeconds: 1, warmUpCalls: 6000, saturatingCalls: 1500 };
const SHORT = { rounds: 2, seconds: 0.5, runUpSeconds: 0.1, warmUpCalls: 100, saturatingCalls: 100 };
const SATURATING = 16;
/** Calls begin at their moments, however many are under way by then; that is not to be taken for too many. */
const SETTINGS = { WS_MAX_CALLS: '1000', LOAD_MAX_LAG_MS: '60000' };

const QUANTILES = { p50: 0.5, p99: 0.99 };
const REACH = {
  'REST, p50': ratioAtMost(2),
  'WebSocket, bare messages, p50': ratioAtMost(2),
  'WebSocket, MCP, p50': ratioAtMost(2),
  'MCP modern, p50': ratioAtMost(3.5),
  'REST, p99': ratioAtMost(3),
  'WebSocket, bare messages, p99': ratioAtMost(3),
  'WebSocket, MCP, p99': ratioAtMost(3),
  'MCP modern, p99': ratioAtMost(3),
};

export const title =
  'Time added to a call of a look-alike of Odoo without latency, at half of what the slowest door can take';
export const figures = ['B3'];

export async function run({ short = false } = {}) {
  const { rounds, seconds, runUpSeconds, warmUpCalls, saturatingCalls } = short ? SHORT : LONG;
  await using open = new AsyncDisposableStack();
  const { arms: between, sandbox, told } = await startArms(open, { settings: SETTINGS });
  const straight = { name: 'straight', door: await directSession(sandboxOdoo(sandbox)) };
  open.defer(() => straight.door.close());
  const arms = [straight, ...between];
  const take = callNumbers();
  const numbered = (calls) => ({ first: take(calls), calls, concurrency: SATURATING });
  for (const { door } of arms) await load(door, numbered(warmUpCalls));
  const saturated = [];
  for (const { door } of arms) saturated.push((await timedLoad(door, numbered(saturatingCalls))).perSecond);
  const perSecond = Math.round(Math.min(...saturated) / 2);
  const random = seededRandom();
  const paced = (door, calls) => pacedLoad(door, { first: take(calls), calls, perSecond, random });
  const measures = arms.map(({ door }) => ({
    measure: async () => {
      // It has had nothing to do while the others had their turns, and what is idle for so long is slow at first.
      await paced(door, Math.ceil(perSecond * runUpSeconds));
      return paced(door, Math.round(perSecond * seconds));
    },
  }));
  const [direct, ...found] = await inTurn(measures, rounds);
  const how = `${perSecond} calls a second at random moments; ${told}`;
  const rows = [];
  for (const name of Object.keys(QUANTILES)) {
    const [route, ...others] = between.map((arm, at) => addedBy(arm.name, name, found[at], direct));
    rows.push(Object.assign(route, { note: `${route.note}; ${how}` }));
    rows.push(...others.map((row) => beside(route, row, { reach: REACH[row.name] })));
  }
  return rows;
}

/** Of each round the difference between two quantiles: not a quantile of differences, for no call goes both ways. */
function addedBy(name, quantileName, rounds, direct) {
  const share = QUANTILES[quantileName];
  const whole = rounds.map(({ times }) => quantile(times, share));
  const without = direct.map(({ times }) => quantile(times, share));
  const added = whole.map((ms, round) => ms - without[round]);
  const absolute = `${median(whole).toFixed(2)} ms in all, ${median(without).toFixed(2)} straight`;
  return rowOf('B3', `${name}, ${quantileName}`, 'ms', added, { note: absolute, ...failedIn([...rounds, ...direct]) });
}
