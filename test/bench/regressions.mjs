// What CI runs of the benchmarks, and nothing in it is a time: CPU per call against the hand-written route in the same run,
// and answers in bytes, each within its limit of bench/limits.json. `--renew` writes what it finds there; `--load FILE`
// loads a module into the gateway before it starts.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { root, seconds } from '../../apps/demo/steps.mjs';
import { answerBytes } from './answer-bytes.mjs';
import { cpuRatios } from './cpu-ratios.mjs';

const ADVICE = 'Worth its price? Then `npm run bench:check -- --renew`, and say why in the commit.\n';

const file = join(root, 'bench/limits.json');
const { values } = parseArgs({ options: { renew: { type: 'boolean', default: false }, load: { type: 'string' } } });

const started = Date.now();
const limits = JSON.parse(readFileSync(file, 'utf8'));
const ratios = await cpuRatios(values.load);
const bytes = await answerBytes();
if (values.renew) renew();
else check();
process.stdout.write(`(${seconds(started)})\n`);

/** How far a ratio may be from the usual one is a decision, which stays. */
function renew() {
  const usual = Object.entries(ratios).map(([name, ratio]) => [name, Number(ratio.toFixed(3))]);
  const renewed = { ...limits, cpu: { ...limits.cpu, usual: Object.fromEntries(usual) }, bytes };
  writeFileSync(file, `${JSON.stringify(renewed, null, 2)}\n`);
}

/** What has no limit yet is above it. */
function check() {
  const { usual, tolerance } = limits.cpu;
  for (const [name, ratio] of Object.entries(ratios)) {
    const share = name === 'dispatcher' ? tolerance.dispatcher : tolerance.doors;
    const { [name]: before = 0 } = usual;
    tell(`CPU, ${name}`, ratio.toFixed(3), before * (1 + share), `usually ${before}`);
  }
  for (const [name, length] of Object.entries(bytes))
    tell(`bytes, ${name}`, length, limits.bytes[name] ?? 0, 'no more');
  if (process.exitCode === 1) process.stdout.write(ADVICE);
}

function tell(what, value, limit, note) {
  const isWithin = Number(value) <= limit;
  process.stdout.write(`${isWithin ? '✓' : '✗'} ${what}: ${value} (≤ ${Number(limit.toFixed(3))}, ${note})\n`);
  if (!isWithin) process.exitCode = 1;
}
