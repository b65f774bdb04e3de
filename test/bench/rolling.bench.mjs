// Replicas that are replaced one after the other, round after round, while clients call and listen.
import { rest } from './doors.mjs';
import { manySettings, startMany } from './many-odoo.mjs';
import { load, spread } from './measure.mjs';
import { startGateway } from './programs.mjs';
import { replaceReplicas, requireExact } from './replaced-replicas.mjs';

const ROUNDS = 10;
const STREAMS = { rows: 50, changes: 150 };
const PER_SECOND = 100;
/** On real Odoo calls and pages of streams, together, of what it can do through one gateway, as is found out first. */
const SHARE = 0.3;
const PAGES_SHARE = 0.1;
const CAPACITY_CALLS = 400;
const CAPACITY_CONCURRENCY = 4;
const RESUMED_MS = 5000;

export const title = `${ROUNDS} rolling restarts of 3 replicas behind HAProxy, ${STREAMS.rows + STREAMS.changes} streams open`;

export async function run() {
  const rows = await rolled('sandbox', { rounds: ROUNDS, perSecond: PER_SECOND, streams: STREAMS });
  const odoo = startMany();
  const capacity = await capacityOf(odoo);
  const scenario = {
    rounds: ROUNDS,
    perSecond: capacity * (SHARE - PAGES_SHARE),
    streams: STREAMS,
    readingMs: (STREAMS.rows * 1000) / (capacity * PAGES_SHARE),
    odoo,
  };
  return [...rows, spread('Odoo 19: capacity, calls/s', [capacity]), ...(await rolled('Odoo 19', scenario))];
}

/** In calls a second. */
async function capacityOf(odoo) {
  await using open = new AsyncDisposableStack();
  const gateway = open.adopt(await startGateway(odoo.url, manySettings(odoo)), (program) => program.stop());
  const door = open.adopt(rest(gateway.url), (opened) => opened.close());
  await load(door, { first: 0, calls: CAPACITY_CALLS / 4, concurrency: CAPACITY_CONCURRENCY });
  const started = performance.now();
  await load(door, { first: CAPACITY_CALLS, calls: CAPACITY_CALLS, concurrency: CAPACITY_CONCURRENCY });
  return (CAPACITY_CALLS * 1000) / (performance.now() - started);
}

async function rolled(name, scenario) {
  const { calls, failures, resumedMs, rows, twice, lost, streamFailures } = await replaceReplicas(scenario);
  for (const failure of [...failures, ...streamFailures]) process.stdout.write(`  ${JSON.stringify(failure)}\n`);
  const longest = Math.max(...resumedMs);
  if (failures.length > 0) throw new Error(`${failures.length} of ${calls} calls failed.`);
  requireExact({ twice, lost });
  if (longest > RESUMED_MS) throw new Error(`A stream went on after ${longest} ms only.`);
  return [
    spread(`${name}: calls`, [calls]),
    spread(`${name}: failed`, [failures.length]),
    spread(`${name}: streams gone on, ms`, resumedMs),
    spread(`${name}: rows`, [rows]),
    spread(`${name}: rows twice, lost`, [twice.rows, lost.rows]),
    spread(`${name}: changes twice, lost`, [twice.changes, lost.changes]),
  ];
}
