// An Odoo that does not answer for a while, with calls that come at the same rate all along.
import { setTimeout as sleep } from 'node:timers/promises';
import { atLeast, atMost } from './figure.ts';
import { startGatewayFor, untilServed } from './keys.mjs';
import { generate } from './load-program.mjs';
import { quantile } from './quantiles.mjs';

const KEY = 'absence';
const BEFORE_MS = 1500;
const AFTER_MS = 6500;
/** In which nothing fails any more. */
const BACK_WITHIN_MS = 5000;
/** Enough to log in on a machine that has much else to do. */
const TIMEOUT_MS = 5000;
const PROBE_MS = 2500;
const BREAKER_PAUSE_MS = 2000;
/** The breaker is open by then: the first calls have met their time limit. */
const OPEN_AFTER_MS = 1.5 * TIMEOUT_MS;

/**
 * @param odoo how the gateway reaches it; `proxy`, a WireProxy on that way; `leave` and `comeBack` make it go and return.
 * @param load `{call, rate, awayMs}`.
 * @returns `figures`; all `outcomes` as of `generate`. Fails where Odoo is never served again.
 */
export async function absence(name, { odoo, proxy, leave, comeBack }, { call, rate, awayMs }) {
  await using open = new AsyncDisposableStack();
  const env = {
    ODOO_TIMEOUT_MS: String(TIMEOUT_MS),
    ODOO_CONNECT_TIMEOUT_MS: String(PROBE_MS),
    ODOO_BREAKER_PAUSE_MS: String(BREAKER_PAUSE_MS),
  };
  const gateway = open.adopt(await startGatewayFor(odoo, [KEY], env), (program) => program.stop());
  await untilServed(gateway.url, KEY);
  const ms = BEFORE_MS + awayMs + AFTER_MS;
  const begun = Promise.withResolvers();
  const sources = [{ name: KEY, key: KEY, call, rate, seed: 1 }];
  const loading = generate({ url: gateway.url, ms, sources }, () => begun.resolve(performance.now()));
  const start = await begun.promise;
  await sleep(BEFORE_MS);
  const before = proxy.connections;
  const left = performance.now() - start;
  leave();
  await sleep(awayMs);
  const attempts = proxy.connections - before;
  const back = performance.now() - start;
  comeBack();
  const { [KEY]: outcomes } = await loading;
  await untilServed(gateway.url, KEY);
  return { figures: figuresOf(name, outcomes, { left, back, attempts }), outcomes };
}

function figuresOf(name, outcomes, { left, back, attempts }) {
  const away = outcomes.filter(({ at }) => at >= left && at < back);
  const refused = away.filter(({ at }) => at >= left + OPEN_AFTER_MS).map(({ ms }) => ms);
  const after = outcomes.filter(({ at }) => at >= back);
  const lastFailed = Math.max(back, ...after.filter(({ code }) => code !== 'ok').map(({ at }) => at));
  const late = after.filter(({ at, code }) => at >= back + BACK_WITHIN_MS && code !== 'ok');
  const untyped = away.filter(({ code }) => !TYPED.has(code));
  return [
    atLeast(`${name}: calls meanwhile`, away.length, 1),
    atMost(`${name}: attempts a call meanwhile`, attempts / away.length, 1.2, { note: `${attempts} in all` }),
    atMost(`${name}: not ended with a typed error`, untyped.length, 0, noteOf(untyped)),
    atMost(`${name}: p99 of an answer with the breaker open`, quantile(refused, 0.99), 100, {
      unit: 'ms',
      timing: true,
      note: `longest ${quantile(refused, 1).toFixed(0)} ms`,
    }),
    atMost(`${name}: until all are served again`, (lastFailed - back) / 1000, BACK_WITHIN_MS / 1000, {
      unit: 's',
      timing: true,
    }),
    atMost(`${name}: failed later than ${BACK_WITHIN_MS / 1000} s`, late.length, 0, { timing: true, ...noteOf(late) }),
  ];
}

const TYPED = new Set(['ok', 'odoo_unavailable', 'odoo_timeout', 'outcome_unknown', 'gateway_unavailable']);

/** How they ended. */
function noteOf(outcomes) {
  const codes = [...new Set(outcomes.map(({ code }) => code))];
  return codes.length === 0 ? {} : { note: codes.join(', ') };
}
