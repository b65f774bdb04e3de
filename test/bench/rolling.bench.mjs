// Replicas that are replaced one after the other, round after round, while clients call and listen.
import { startMany } from './many-odoo.mjs';
import { spread } from './measure.mjs';
import { replaceReplicas, requireExact } from './replaced-replicas.mjs';

const ROUNDS = 10;
const STREAMS = 200;
const PER_SECOND = 100;
/** On real Odoo: a third of what it can do, in calls a second, as `ODOO_CAPACITY` says it of this machine. */
const SHARE = 0.3;
const RESUMED_MS = 5000;

export const title = `${ROUNDS} rolling restarts of 3 replicas behind HAProxy, ${STREAMS} streams open`;

export async function run() {
  const rows = await rolled('sandbox', { rounds: ROUNDS, perSecond: PER_SECOND, streams: STREAMS });
  const capacity = Number(process.env.ODOO_CAPACITY ?? 0);
  if (capacity === 0) return rows;
  const scenario = { rounds: ROUNDS, perSecond: capacity * SHARE, streams: STREAMS, odoo: startMany() };
  return [...rows, ...(await rolled('Odoo 19', scenario))];
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
