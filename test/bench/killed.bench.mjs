// One of three replicas is killed while clients call and listen.
import { spread } from './measure.mjs';
import { replaceReplicas, requireExact } from './replaced-replicas.mjs';

const KILLS = 5;
const STREAMS = { rows: 50, changes: 150 };
const PER_SECOND = 100;

export const title = `SIGKILL of one of 3 replicas behind HAProxy, ${PER_SECOND} calls/s and ${STREAMS.rows + STREAMS.changes} streams, ${KILLS} times`;

export async function run() {
  const found = [];
  for (let kill = 0; kill < KILLS; kill += 1) {
    found.push(await replaceReplicas({ rounds: 0, perSecond: PER_SECOND, streams: STREAMS }));
  }
  for (const { failures, underWay, late, ...streams } of found) {
    if (late.length > 0) throw new Error(`A call that began later failed: ${late[0].reason}`);
    if (failures.length > underWay) throw new Error(`${failures.length} calls failed, ${underWay} were in flight.`);
    requireExact(streams);
  }
  return [
    spread(
      'calls',
      found.map(({ calls }) => calls),
    ),
    spread(
      'failed',
      found.map(({ failures }) => failures.length),
    ),
    spread(
      'in flight at all replicas',
      found.map(({ underWay }) => underWay),
    ),
    spread(
      'streams gone on, ms',
      found.flatMap(({ resumedMs }) => resumedMs),
    ),
  ];
}
