// Whether a call costs more where there are more keys, more Odoos or more models. Each point is a gateway with an Odoo
// look-alike of its own; those of one kind are up at once, and calls go round all that a point has.
import { accessFile, keyOf, sandboxConnection, secretOf } from '../soak/access-file.mjs';
import { CountedCalls } from './counted-calls.mjs';
import { inTurn, PARTS, roundsOfParts } from './measure.mjs';
import { startGateway, startSandbox } from './programs.mjs';
import { beside, rowOf } from './rows.mjs';

const LONG = { rounds: 7, calls: 1500, warmUp: 1500 };
const SHORT = { rounds: 1, calls: 100, warmUp: 100 };
const AT_ONCE = 8;
/** By which a point may differ from the first one of its kind. */
const FLAT = 0.05;
/** Models that the sandbox has anyway. */
const IMITATED = 10;

/** What a point does not say is as small as it can be. */
const KINDS = [
  [10, 100, 1000].map((keys) => ({ name: `${keys} keys`, keys })),
  [1, 2, 4, 8].map((connections) => ({
    name: `${connections} ${connections === 1 ? 'connection' : 'connections'}`,
    connections,
    note: 'all lead to one Odoo',
  })),
  [100, 300, 600].map((models) => ({ name: `${models} models`, models })),
];

export const title =
  'Growth: odoo_search of 10 rows with more keys, connections and models, look-alike of Odoo without latency';
export const figures = ['B10'];

export async function run({ short }) {
  const rows = [];
  for (const points of KINDS) rows.push(...(await grown(points, short ? SHORT : LONG)));
  return rows;
}

async function grown(points, { rounds, calls, warmUp }) {
  await using open = new AsyncDisposableStack();
  const counted = [];
  for (const point of points) counted.push(await startPoint(point, open));
  for (const each of counted) await each.make(warmUp);
  const arms = counted.map((each) => ({ measure: () => each.make(calls / PARTS) }));
  const found = await inTurn(arms, rounds * PARTS);
  const rowsOf = (what, unit, figureOf) =>
    points.map(({ name, note }, at) => {
      const values = roundsOfParts(found[at].map(figureOf), PARTS);
      return rowOf('B10', `${name}: ${what}`, unit, values, { note, ...counted[at].failed });
    });
  return [
    ...compared(
      rowsOf('CPU of a call', 'µs', ({ cpuUs }) => cpuUs),
      { of: 'ratio', atMost: 1 + FLAT },
    ),
    ...compared(
      rowsOf('calls a second', '1/s', ({ perSecond }) => perSecond),
      { of: 'ratio', atLeast: 1 - FLAT },
    ),
  ];
}

/** With the first one. */
function compared([first, ...others], reach) {
  return [first, ...others.map((row) => beside(first, row, { reach }))];
}

async function startPoint({ keys = 10, connections = 1, models = IMITATED }, open) {
  const samples = models - IMITATED;
  const env = { SANDBOX_SAMPLE_MODELS: String(samples) };
  const sandbox = open.adopt(await startSandbox(env), (program) => program.stop());
  const names = Array.from({ length: connections }, (_, at) => `odoo-${at}`);
  const [connection, ...others] = names;
  const mayUse = { connection, connections: others.map((name) => ({ connection: name })) };
  const access = accessFile({
    connections: Object.fromEntries(names.map((name) => [name, sandboxConnection(sandbox)])),
    keys: Array.from({ length: keys }, (_, at) => keyOf(`key-${at}`, mayUse)),
  });
  open.defer(() => access.remove());
  const gateway = open.adopt(await startGateway(sandbox.url, access.settings), (program) => program.stop());
  const asked = (number) => ({
    ...(samples > 0 && { model: `sample.model.${(number % samples) + 1}` }),
    headers: {
      authorization: `Bearer ${secretOf(`key-${number % keys}`)}`,
      // Every key to every Odoo.
      'x-odoo-connection': names[Math.floor(number / keys) % connections],
    },
  });
  const calls = new CountedCalls(gateway.url, [gateway.pid], { atOnce: AT_ONCE, asked });
  open.defer(() => calls.close());
  return calls;
}
