// Odoo goes away for a while and comes back, while callers go on calling at the same rate.
import { startSandbox } from '../bench/programs.mjs';
import { WireProxy } from '../faults/wire-proxy.ts';
import { absence } from './absence.mjs';
import { sandboxOdoo } from './keys.mjs';
import { realOdoo } from './real-odoo.mjs';

const RATE = 50;
const AWAY_MS = 60_000;
const SHORT_AWAY_MS = 10_000;
const COUNT = ['odoo_count', { model: 'res.partner' }];

export const title = `Odoo is away for ${AWAY_MS / 1000} s at ${RATE} calls/s: connections to real Odoo 19 are reset; the process of an Odoo look-alike is paused`;
export const pass =
  'While it is away ≤ 1.2 attempts a call to reach it, and answers within 100 ms once the breaker is open; all are served again ≤ 5 s after its return';

export async function run({ short }) {
  const load = { call: COUNT, rate: RATE, awayMs: short ? SHORT_AWAY_MS : AWAY_MS };
  return [...(await reset(load)), ...(await paused(load))];
}

async function reset(load) {
  await using open = new AsyncDisposableStack();
  const odoo = realOdoo();
  const proxy = open.adopt(await WireProxy.start(odoo.url), (started) => started.close());
  const way = {
    odoo: { ...odoo, url: proxy.url },
    proxy,
    leave: () => proxy.behave({ refuse: true, down: { cut: { afterBytes: 0, by: 'reset' } } }),
    comeBack: () => proxy.behave({}),
  };
  return (await absence('reset', way, load)).figures;
}

async function paused(load) {
  await using open = new AsyncDisposableStack();
  const sandbox = open.adopt(await startSandbox(), resumeAndStop);
  const proxy = open.adopt(await WireProxy.start(sandbox.url), (started) => started.close());
  const way = {
    odoo: { ...sandboxOdoo(sandbox), url: proxy.url },
    proxy,
    leave: () => process.kill(sandbox.pid, 'SIGSTOP'),
    comeBack: () => process.kill(sandbox.pid, 'SIGCONT'),
  };
  return (await absence('paused', way, load)).figures;
}

async function resumeAndStop(sandbox) {
  process.kill(sandbox.pid, 'SIGCONT');
  await sandbox.stop();
}
