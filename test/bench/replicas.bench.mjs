// What it costs to be several: one process as people run it alone, and one, two and three with Redis behind HAProxy.
import { CountedCalls } from './counted-calls.mjs';
import { inTurn, PARTS, roundsOfParts } from './measure.mjs';
import { startGateway, startSandbox } from './programs.mjs';
import { startReplicas } from './replica-set.mjs';
import { beside, rowOf } from './rows.mjs';

/** Calls of each process in a round, so that all of them are as well run in; of a throughput, of all together. */
const LONG = { rounds: 5, calls: 1500, warmUp: 1500 };
const SHORT = { rounds: 1, calls: 100, warmUp: 100 };
const LATENCY_MS = 20;
/** For each process, however many there are: a process that has less to do at once does it less well in bulk. */
const CALM = 4;
/** As many as four gateways have under way at Odoo (ODOO_MAX_CONNECTIONS): whoever can do more has more to do. */
const CROWD = 64;
const COUNTS = [1, 2, 3];
const REACH = { of: 'ratio', atMost: 1.05 };
const SHARED = 'HAProxy, Redis, the look-alike of Odoo and the callers share the processors with them';

export const title = `Replicas: odoo_search of 10 rows, look-alike of Odoo with ${LATENCY_MS} ms latency`;
export const figures = ['B11'];

export async function run({ short }) {
  const plan = short ? SHORT : LONG;
  await using open = new AsyncDisposableStack();
  const sandbox = open.adopt(await startSandbox({ SANDBOX_LATENCY_MS: String(LATENCY_MS) }), (program) =>
    program.stop(),
  );
  const alone = open.adopt(await startGateway(sandbox.url), (program) => program.stop());
  const sets = [{ name: '1 process alone', url: alone.url, pids: [alone.pid] }];
  for (const count of COUNTS) {
    const set = open.adopt(await startReplicas({ url: sandbox.url, count }), (started) => started.stop());
    sets.push({ name: `${count} behind HAProxy, with Redis`, url: set.url, pids: set.pids() });
  }
  return [...(await costs(sets, plan)), ...(await throughputs(sets, plan))];
}

async function costs(sets, plan) {
  const rows = await measured(sets, plan, {
    atOnce: ({ pids }) => CALM * pids.length,
    callsOf: ({ pids }) => (plan.calls * pids.length) / PARTS,
    parts: PARTS,
    what: 'CPU of a call',
    unit: 'µs',
    read: 'cpuUs',
  });
  const [alone, behind, ...others] = rows;
  const compared = others.map((row) => {
    const note = row.note ?? `${(row.median / behind.median).toFixed(2)} of 1 behind HAProxy`;
    return beside(alone, row, { reach: REACH, note });
  });
  return [alone, beside(alone, behind), ...compared];
}

async function throughputs(sets, plan) {
  const rows = await measured(sets, plan, {
    atOnce: () => CROWD,
    callsOf: () => plan.calls,
    parts: 1,
    what: 'calls a second',
    unit: '1/s',
    read: 'perSecond',
  });
  const [alone, ...others] = rows;
  return [alone, ...others.map((row) => beside(alone, row, { note: row.note ?? SHARED }))];
}

/** @returns a row of each set. */
async function measured(sets, { rounds, warmUp }, { atOnce, callsOf, parts, what, unit, read }) {
  const counted = sets.map((set) => new CountedCalls(set.url, set.pids, { atOnce: atOnce(set) }));
  for (const [at, { pids }] of sets.entries()) await counted[at].make(warmUp * pids.length);
  const arms = sets.map((set, at) => ({ measure: async () => (await counted[at].make(callsOf(set)))[read] }));
  const found = await inTurn(arms, rounds * parts);
  await Promise.all(counted.map((each) => each.close()));
  return sets.map((set, at) => {
    const values = roundsOfParts(found[at], parts);
    return rowOf('B11', `${set.name}: ${what}`, unit, values, counted[at].failed);
  });
}
