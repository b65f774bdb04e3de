// CPU time of one call in the process that serves it, by every door, against a route that only passes the call on.
import { startArms } from './arms.mjs';
import { callNumbers, compared, interleaved, load, ratioAtMost } from './measure.mjs';
import { cpuMs } from './programs.mjs';

const LONG = { rounds: 7, calls: 1000, warmUpCalls: 1500 };
const SHORT = { rounds: 1, calls: 100, warmUpCalls: 100 };
const CONCURRENCY = 4;

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
  const { rounds, calls, warmUpCalls } = short ? SHORT : LONG;
  await using open = new AsyncDisposableStack();
  const { arms, told } = await startArms(open);
  const take = callNumbers();
  const spend = (door, calls) => load(door, { first: take(calls), calls, concurrency: CONCURRENCY });
  for (const { door } of arms) await spend(door, warmUpCalls);
  const rows = await interleaved(
    arms.map(({ name, program, door }) => ({
      name,
      measure: async () => {
        const before = cpuMs(program.pid);
        await spend(door, calls);
        return ((cpuMs(program.pid) - before) * 1000) / calls;
      },
    })),
    rounds,
  );
  rows[0].note = told;
  return compared('B4', 'µs', rows, REACH);
}
