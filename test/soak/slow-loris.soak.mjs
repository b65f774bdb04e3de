// A crowd that sends a byte now and then, and requests that ask too much, beside clients who do nothing wrong.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { root } from '../../apps/demo/steps.mjs';
import { rssOf, startGateway, startSandbox } from '../bench/programs.mjs';
import { callerTo, COUNT } from './caller.mjs';
import { CROWD } from './crowd.mjs';
import { atLeast, atMost } from './figure.ts';
import { HOSTILE } from './hostile-requests.mjs';

const LONG_MS = 60_000;
const SHORT_MS = 4000;
const GOOD = 4;
const GOOD_PAUSE_MS = 25;
const SAMPLE_MS = 100;
/** An address that the attackers do not have. */
const GOOD_FROM = '127.0.0.3';

export const title = `${CROWD} connections that send a byte now and then, ${Object.keys(HOSTILE).join(', ')}`;
export const pass =
  'of the calls of others 99.9 % succeed; RSS is at most 1.3 times that of the same calls alone; nothing of it is served';

export async function run({ short }) {
  const phaseMs = short ? SHORT_MS : LONG_MS;
  await using open = new AsyncDisposableStack();
  const sandbox = open.adopt(await startSandbox(), (program) => program.stop());
  // Not as other benches have it: by default. How busy the machine is must not decide a test.
  const settings = { MAX_CONNECTIONS_PER_ADDRESS: undefined, ...(short && { LOAD_MAX_LAG_MS: '60000' }) };
  const gateway = open.adopt(await startGateway(sandbox.url, settings), (program) => program.stop());
  const caller = open.adopt(callerTo(gateway.url, { from: GOOD_FROM, connections: GOOD }), (made) => made.close());
  const alone = await observed(gateway, caller, phaseMs);
  const [hostile, attacked] = await Promise.all([attack(gateway.url, phaseMs), observed(gateway, caller, phaseMs)]);
  const rate = attacked.succeeded / attacked.calls;
  const served = Object.values(hostile).reduce((all, { served: each }) => all + each, 0);
  return [
    atLeast('calls of others that succeed', rate * 100, 99.9, { unit: '%', note: attacked.failure }),
    atLeast('calls of others', attacked.calls, 1),
    // In a few seconds the heap of the calls alone has not come to its size.
    atMost('peak RSS ÷ that of their calls alone', attacked.rss / alone.rss, 1.3, { timing: short }),
    { name: 'peak RSS', value: attacked.rss / 1e6, limit: '–', unit: 'MB', ok: true },
    atMost('hostile requests that were served', served, 0),
    ...Object.entries(hostile).map(([name, { times, codes }]) =>
      atLeast(`${name}: times`, times, 1, { note: `answered ${codes.join(', ')}` }),
    ),
  ];
}

/** Calls of those who do nothing wrong, and the most memory that the gateway has meanwhile. */
async function observed({ pid }, caller, ms) {
  const found = { calls: 0, succeeded: 0, failure: undefined, rss: 0 };
  const ends = performance.now() + ms;
  const call = async () => {
    while (performance.now() < ends) {
      const { status, text } = await caller.post(...COUNT);
      found.calls += 1;
      if (status === 200) found.succeeded += 1;
      else found.failure = `${status} ${text.slice(0, 200)}`;
      await sleep(GOOD_PAUSE_MS);
    }
  };
  const watch = async () => {
    while (performance.now() < ends) {
      found.rss = Math.max(found.rss, rssOf(pid));
      await sleep(SAMPLE_MS);
    }
  };
  await Promise.all([watch(), ...Array.from({ length: GOOD }, call)]);
  return found;
}

/** In processes of their own, so that they do not hold up one another and the calls that are watched. */
async function attack(url, ms) {
  const [crowd, requests] = ['crowd', 'requests'].map((how) =>
    fork(join(root, 'test/soak/attackers.mjs'), [url, String(ms), how]),
  );
  const [[found]] = await Promise.all([once(requests, 'message'), once(requests, 'exit'), once(crowd, 'exit')]);
  return found;
}
