// A crowd takes all connections that the process may open, and more.
import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { cpuMs, startGateway, startSandbox } from '../bench/programs.mjs';
import { callerTo, COUNT, happens, many } from './caller.mjs';
import { Crowd } from './crowd.mjs';
import { atLeast, atMost } from './figure.ts';
import { descriptors } from './held.mjs';

const OPEN_FILES = 200;
const CROWD = 400;
/** ODOO_MAX_CONNECTIONS: so many calls need all of Odoo's connections. */
const AT_ONCE = 10;
const LONG_MS = 30_000;
const SHORT_MS = 2000;
const CPU_PERCENT = 50;

export const title = `The process may open ${OPEN_FILES} files, and ${CROWD} connections come; then it may open none at all`;
export const pass =
  'it lives on and does not spin; who is connected is served, with new connections to Odoo where MAX_CONNECTIONS was ' +
  'lowered; everybody is served once the crowd has gone';

export async function run({ short }) {
  const crowdMs = short ? SHORT_MS : LONG_MS;
  await using open = new AsyncDisposableStack();
  const sandbox = open.adopt(await startSandbox({ SANDBOX_LATENCY_MS: '50' }), (program) => program.stop());
  // The crowd says nothing, and is to stay.
  const settings = { HEADERS_TIMEOUT_MS: '600000', REQUEST_TIMEOUT_MS: '600000' };
  const under = ['prlimit', `--nofile=${OPEN_FILES}:${OPEN_FILES}`];
  const gateway = open.adopt(await startGateway(sandbox.url, settings, [], { under }), (program) => program.stop());
  const crowd = open.adopt(new Crowd(gateway.url, '127.0.0.2'), (all) => all.leave());
  const caller = open.adopt(callerTo(gateway.url, { connections: AT_ONCE }), (made) => made.close());
  const world = { gateway, crowd, caller, crowdMs };
  return [...(await fromTheStart(world)), ...(await lowered(world))];
}

/** MAX_CONNECTIONS is lowered at the start, so the crowd meets that. */
async function fromTheStart(world) {
  const { gateway, crowd, caller } = world;
  // Connected before the crowd comes, all of them; Odoo's own are made only later.
  await many(() => caller.get('/health/live'), AT_ONCE, AT_ONCE);
  const { cpu, answers } = await whileCrowded(world);
  const most = descriptors(gateway.pid).length;
  crowd.leave();
  const after = await comeBack(gateway);
  return [
    atMost('from the start: descriptors in use', most, OPEN_FILES - 1),
    atMost('from the start: calls that failed', failed(answers).length, 0, {
      note: failed(answers)[0]?.text.slice(0, 200),
    }),
    atMost('from the start: CPU', cpu, CPU_PERCENT, { unit: '%', timing: true }),
    atLeast('from the start: served once it has gone', Number(after), 1),
  ];
}

/** The limit is lowered to what is in use while it runs, so that nothing more can be opened. */
async function lowered(world) {
  const { gateway, caller } = world;
  const limitTo = (files) => execFileSync('prlimit', ['--pid', String(gateway.pid), `--nofile=${files}:${OPEN_FILES}`]);
  await many(() => caller.post(...COUNT), 2 * AT_ONCE, AT_ONCE);
  limitTo(firstFree(gateway));
  const { cpu, answers } = await whileCrowded(world);
  const survived = gateway.child.exitCode === null;
  world.crowd.leave();
  limitTo(OPEN_FILES);
  const after = survived && (await comeBack(gateway));
  const untyped = failed(answers).filter(({ text }) => !text.includes('"retryable":true'));
  return [
    atLeast('nothing to open: the process lives on', Number(survived), 1),
    atLeast('nothing to open: served over connections that there are', answers.length - failed(answers).length, 1),
    atMost('nothing to open: failures without a typed error', untyped.length, 0, {
      note: untyped[0]?.text.slice(0, 200),
    }),
    atMost('nothing to open: CPU', cpu, CPU_PERCENT, { unit: '%', timing: true }),
    atLeast('nothing to open: served once there is room', Number(after), 1),
  ];
}

/** @returns the share of a processor that the gateway takes while the crowd stands there, and the answers to others then. */
async function whileCrowded({ gateway, crowd, caller, crowdMs }) {
  const ends = performance.now() + crowdMs;
  const before = { cpu: cpuMs(gateway.pid), at: performance.now() };
  while (performance.now() < ends && gateway.child.exitCode === null) {
    crowd.fill(CROWD);
    await sleep(200);
  }
  if (gateway.child.exitCode !== null) return { cpu: 0, answers: [] };
  const cpu = ((cpuMs(gateway.pid) - before.cpu) * 100) / (performance.now() - before.at);
  crowd.fill(CROWD);
  return { cpu, answers: await many(() => caller.post(...COUNT), 5 * AT_ONCE, AT_ONCE) };
}

/** The first number that is no descriptor of its own. */
function firstFree({ pid }) {
  const taken = new Set(readdirSync(`/proc/${pid}/fd`).map(Number));
  let number = 0;
  while (taken.has(number)) number += 1;
  return number;
}

const failed = (answers) => answers.filter(({ status }) => status !== 200);

/** Whether somebody new is served. */
async function comeBack({ url }) {
  const caller = callerTo(url);
  const isServed = await happens(async () => {
    const answers = await many(() => caller.post(...COUNT), 2 * AT_ONCE, AT_ONCE);
    return failed(answers).length === 0;
  });
  await caller.close();
  return isServed;
}
