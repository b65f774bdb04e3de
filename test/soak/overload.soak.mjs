// More calls than Odoo can take, of several keys, at random moments: open-loop, as crowds of callers are.
import { startSandbox } from '../bench/programs.mjs';
import { atLeast, atMost } from './figure.ts';
import { sandboxOdoo, startGatewayFor, untilServed } from './keys.mjs';
import { generate } from './load-program.mjs';
import { quantile, timesOf } from './quantiles.mjs';
import { realOdoo } from './real-odoo.mjs';

const KEYS = ['overload-1', 'overload-2', 'overload-3', 'overload-4'];
const SLOTS = 8;
/** So long that ten times the calls leave the gateway, the load and the look-alike room on two processors. */
const SERVICE_MS = 400;
/** What callers accept to wait before Odoo begins: as long as a call takes. */
const QUEUE_WAIT_MS = 400;
const TIMES = [2, 10];
/** On one machine with the load and the gateway real Odoo has no processor for itself beyond that. */
const REAL_TIMES = [2];
const MS = 30_000;
const SHORT_MS = 4000;
/** Left out: until it is known how long calls take. */
const WARM_UP_MS = 1000;
const SEARCH = ['odoo_search', { model: 'res.partner', fields: ['name'], limit: 10 }];
/** Odoo works on it for a tenth of a second, so that it is Odoo and not the load that takes the processors. */
const REAL_SEARCH = ['odoo_search', { model: 'sale.order', fields: ['name', 'tax_totals'], limit: 20 }];

export const title = `Twice and ten times the calls that Odoo can take, of ${KEYS.length} keys (Odoo look-alike, ${SERVICE_MS} ms a call; and real Odoo 19, twice)`;
export const pass =
  'Goodput ≥ 0.9 of the peak; p99 of what is served ≤ 3 × that at the peak; the rest refused, p99 ≤ 50 ms. `ODOO_QUEUE_WAIT_MS` is set to what callers accept';

export async function run({ short }) {
  const ms = short ? SHORT_MS : MS;
  const alike = await overSandbox(ms);
  return short ? alike : [...alike, ...(await overRealOdoo(ms))];
}

async function overSandbox(ms) {
  await using open = new AsyncDisposableStack();
  const settings = { SANDBOX_LATENCY_MS: String(SERVICE_MS) };
  const sandbox = open.adopt(await startSandbox(settings), (program) => program.stop());
  // Awaited here, or the sandbox would end as soon as it has begun.
  return await overloaded('', sandboxOdoo(sandbox), { call: SEARCH, times: TIMES, ms });
}

function overRealOdoo(ms) {
  return overloaded('real Odoo, ', realOdoo(), { call: REAL_SEARCH, times: REAL_TIMES, ms });
}

async function overloaded(prefix, odoo, { call, times, ms }) {
  await using open = new AsyncDisposableStack();
  const env = { ODOO_MAX_CONNECTIONS: String(SLOTS), ODOO_QUEUE_WAIT_MS: String(QUEUE_WAIT_MS) };
  const gateway = open.adopt(await startGatewayFor(odoo, KEYS, env), (program) => program.stop());
  const load = async (how) => {
    const sources = KEYS.map((key, index) => ({ name: key, key, call, seed: index + 1, ...how }));
    const outcomes = await generate({ url: gateway.url, ms: ms + WARM_UP_MS, sources });
    return summary(Object.values(outcomes).flat(), ms);
  };
  for (const key of KEYS) await untilServed(gateway.url, key);
  // As many at once as there are slots: none waits, and no slot is idle. Before and after, for Odoo is not always as fast.
  const atPeak = () => load({ atOnce: SLOTS / KEYS.length });
  let before = await atPeak();
  const figures = [];
  for (const factor of times) {
    const found = await load({ rate: (before.goodput * factor) / KEYS.length });
    const after = await atPeak();
    figures.push(...figuresOf(`${prefix}${factor} ×`, found, between(before, after)));
    before = after;
  }
  return figures;
}

function summary(outcomes, ms) {
  const counted = outcomes.filter(({ at }) => at >= WARM_UP_MS);
  const accepted = timesOf(counted, (code) => code === 'ok');
  return {
    goodput: (accepted.length * 1000) / ms,
    p99: quantile(accepted, 0.99),
    refused: timesOf(counted, (code) => REFUSALS.has(code)),
    others: counted.filter(({ code }) => code !== 'ok' && !REFUSALS.has(code)),
  };
}

function between(one, other) {
  return { goodput: (one.goodput + other.goodput) / 2, p99: (one.p99 + other.p99) / 2 };
}

const REFUSALS = new Set(['gateway_unavailable', 'rate_limited']);

function figuresOf(name, { goodput, p99, refused, others }, peak) {
  const note = `at the peak ${peak.goodput.toFixed(0)} calls/s, p99 ${peak.p99.toFixed(0)} ms`;
  const wrong = others.length === 0 ? {} : { note: others[0].code };
  return [
    atLeast(`${name}: goodput, of the peak`, goodput / peak.goodput, 0.9, { timing: true, note }),
    atMost(`${name}: p99 of the served, of that at the peak`, p99 / peak.p99, 3, { timing: true }),
    atMost(`${name}: p99 of a refusal`, quantile(refused, 0.99), 50, { unit: 'ms', timing: true }),
    atLeast(`${name}: refused`, refused.length, 1, { timing: true }),
    atMost(`${name}: ended otherwise`, others.length, 0, wrong),
  ];
}
