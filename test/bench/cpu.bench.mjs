// CPU time of one call in the process that serves it, by every door, against a route that only passes the call on.
import { startArms } from './arms.mjs';
import { cpuPerCall } from './cpu-per-call.mjs';
import { ratioAtMost } from './measure.mjs';
import { beside, rowOf } from './rows.mjs';

const LONG = { rounds: 7, calls: 1000, warmUpCalls: 6000 };
const SHORT = { rounds: 1, calls: 100, warmUpCalls: 100 };

const REACH = {
  REST: ratioAtMost(2.5),
  'WebSocket, bare messages': ratioAtMost(2),
  'WebSocket, MCP': ratioAtMost(2),
  'MCP modern': ratioAtMost(5),
  'MCP legacy': ratioAtMost(5),
};

export const title = 'CPU per call: odoo_search of 10 rows, look-alike of Odoo without latency';
export const figures = ['B4'];

export async function run({ short = false } = {}) {
  await using open = new AsyncDisposableStack();
  const { arms, told } = await startArms(open);
  const found = await cpuPerCall(arms, short ? SHORT : LONG);
  const [route, ...others] = arms.map(({ name }, at) => rowOf('B4', name, 'µs', found[at]));
  return [{ ...route, note: told }, ...others.map((row) => beside(route, row, { reach: REACH[row.name] }))];
}
