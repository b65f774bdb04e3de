// One key floods while others call now and then, through each door.
import { startSandbox } from '../bench/programs.mjs';
import { median } from '../bench/measure.mjs';
import { atLeast, atMost } from './figure.ts';
import { sandboxOdoo, startGatewayFor, untilServed } from './keys.mjs';
import { generate } from './load-program.mjs';
import { quantile, timesOf } from './quantiles.mjs';
import { DOORS } from './typed-doors.mjs';

const FLOOD = 'flood';
const OTHERS = ['calm-1', 'calm-2', 'calm-3'];
const AT_ONCE = 100;
const OTHERS_RATE = 1;
const SERVICE_MS = 200;
const ROUNDS = 5;
const MS = 20_000;
const SHORT_MS = 2000;
const SEARCH = ['odoo_search', { model: 'res.partner', fields: ['name'], limit: 10 }];

export const title = `One key has ${AT_ONCE} calls under way without end, others ${OTHERS_RATE} a second each (Odoo look-alike, ${SERVICE_MS} ms a call)`;
export const pass = 'p99 of the others ≤ 1.3 × that without the flood, through each door; none of theirs fails';

export async function run({ short }) {
  await using open = new AsyncDisposableStack();
  const sandbox = open.adopt(await startSandbox({ SANDBOX_LATENCY_MS: String(SERVICE_MS) }), (started) =>
    started.stop(),
  );
  const keys = [FLOOD, ...OTHERS];
  const gateway = open.adopt(await startGatewayFor(sandboxOdoo(sandbox), keys), (started) => started.stop());
  for (const key of keys) await untilServed(gateway.url, key);
  const figures = [];
  for (const door of Object.keys(DOORS)) {
    figures.push(
      ...(await throughDoor(door, gateway.url, short ? { rounds: 1, ms: SHORT_MS } : { rounds: ROUNDS, ms: MS })),
    );
  }
  return figures;
}

async function throughDoor(door, url, { rounds, ms }) {
  const calm = OTHERS.map((key, index) => ({ name: key, key, door, call: SEARCH, rate: OTHERS_RATE, seed: index + 1 }));
  const flood = { name: FLOOD, key: FLOOD, door, call: SEARCH, atOnce: AT_ONCE };
  const arms = { without: [], with: [] };
  const flooded = [];
  const failures = [];
  for (let round = 0; round < rounds; round += 1) {
    // The order turns, so that what else the machine does hits both alike.
    for (const arm of round % 2 === 0 ? ['without', 'with'] : ['with', 'without']) {
      const sources = arm === 'with' ? [...calm, flood] : calm;
      const { [FLOOD]: ofFlood = [], ...others } = await generate({ url, ms, sources });
      const all = Object.values(others).flat();
      arms[arm].push(
        quantile(
          timesOf(all, (code) => code === 'ok'),
          0.99,
        ),
      );
      failures.push(...all.filter(({ code }) => code !== 'ok').map(({ code }) => code));
      flooded.push(...ofFlood.filter(({ code }) => code === 'ok'));
    }
  }
  const without = median(arms.without);
  const note = `${without.toFixed(0)} ms without it`;
  return [
    atMost(`${door}: p99 of the others`, median(arms.with) / without, 1.3, { timing: true, note }),
    atMost(
      `${door}: calls of the others that failed`,
      failures.length,
      0,
      failures.length === 0 ? {} : { note: failures[0] },
    ),
    atLeast(`${door}: calls of the flood that were served`, flooded.length, 1),
  ];
}
