// The clock of one of two gateways is set an hour ahead, or back, and right again.
import { startGateway, startSandbox } from '../bench/programs.mjs';
import { accessFile, keyOf, sandboxConnection, secretOf } from './access-file.mjs';
import { asked } from './asked.mjs';
import { callerTo, COUNT, happens } from './caller.mjs';
import { agreedToUnlink, askedToUnlink, newPartner } from './confirmation.mjs';
import { atMost } from './figure.ts';
import { openSocket } from './open-socket.mjs';

const HOUR_MS = 3_600_000;
/** What idles is looked for within a quarter of it. */
const IDLE_SECONDS = 10;
/** A process that gets no time for so long is cut. */
const PING_SECONDS = 3;
const SWEEP_SECONDS = 4;
const PAUSE_MS = 1000;
const ROUNDS = 5;

export const title = 'The clock of one of two gateways is an hour ahead, an hour behind, and right again';
export const pass =
  'nothing that is measured by time passed notices: rate windows, idle times, the breaker; cursors hold; keys and ' +
  'confirmations end by the clock that is wrong, and as they should once it is right, without a restart';

export async function run({ short }) {
  await using open = new AsyncDisposableStack();
  const world = await startWorld(open);
  const [ahead, behind] = [[], []];
  for (let round = 0; round < (short ? 1 : ROUNDS); round += 1) {
    ahead.push(...(await withClock(world, HOUR_MS)));
    behind.push(...(await withClock(world, -HOUR_MS)));
  }
  return [figureOf('ahead', ahead), figureOf('behind', behind)];
}

function figureOf(name, told) {
  const wrong = told.filter(([, isRight]) => !isRight).map(([what]) => what);
  return atMost(`${name}: wrong of ${told.length}`, wrong.length, 0, { note: wrong.join(', ') || undefined });
}

/** @returns `[what, whether it was so]`. */
async function withClock({ sandbox, gateway, other, steady, callers }, shiftMs) {
  await using open = new AsyncDisposableStack();
  const isAhead = shiftMs > 0;
  const told = [];
  const note = (what, isRight) => told.push([what, isRight]);
  const status = async (id) => (await callers[id].get('/odoo/models')).status;

  const socket = open.adopt(await openSocket(gateway.url, secretOf('steady')), (held) => held.close());
  const session = await openSession(steady);
  const before = { left: await pointsLeft(steady), cursor: await cursorOf(steady) };
  const [asking, later] = [await newPartner(steady), await newPartner(steady)];
  const state = await askedToUnlink(steady, asking);
  await status('soon');

  await asked(gateway, shiftMs);
  note('a key that ends in half an hour', (await status('soon')) === (isAhead ? 401 : 200));
  note('a key that ended half an hour ago', (await status('past')) === (isAhead ? 401 : 200));
  note('a confirmation asked before', (await agreedToUnlink(steady, asking, state)) === !isAhead);
  const stateOfThen = await askedToUnlink(steady, later);
  note('a confirmation asked and given then', await agreedToUnlink(steady, later, stateOfThen));
  note('a cursor given before', await goesOn(steady, before.cursor));
  const cursorOfThen = await cursorOf(steady);
  note('points that are left go down', (await pointsLeft(steady)) < before.left);
  note('a socket and a session stay open', (await goOnFor(SWEEP_SECONDS, socket, session)) && socket.isOpen());
  await openBreaker(sandbox, steady);

  await asked(gateway, 0);
  note('the breaker closes', await happens(async () => (await steady.post(...COUNT)).status === 200, 30_000));
  note('afterwards: a key that ends in half an hour', (await status('soon')) === 200);
  note('afterwards: it may keep a socket open', await keepsSocket(gateway, 'soon'));
  note('afterwards: a key that ended half an hour ago', (await status('past')) === 401);
  note('afterwards: a cursor given then, at the other gateway', await goesOn(other, cursorOfThen));
  note('afterwards: points that are left go down', (await pointsLeft(steady)) < before.left);
  note('afterwards: the socket and the session', await goOnFor(1, socket, session));
  note('the process is the same', gateway.child.exitCode === null);
  return told;
}

async function startWorld(open) {
  const sandbox = open.adopt(await startSandbox(), (program) => program.stop());
  const at = (ms) => new Date(Date.now() + ms).toISOString();
  const ends = { steady: undefined, soon: at(HOUR_MS / 2), past: at(-HOUR_MS / 2) };
  const keys = Object.entries(ends).map(([id, expires]) => keyOf(id, { connection: 'sandbox', expires }));
  const file = accessFile({ connections: { sandbox: sandboxConnection(sandbox) }, keys });
  open.adopt(file, (made) => made.remove());
  const settings = {
    ...file.settings,
    MCP_MODE: 'readwrite',
    STATE_SECRET: 'the-same-secret-for-both-gateways',
    RATE_LIMIT_WINDOW: '3600',
    MCP_SESSION_IDLE_SECONDS: String(IDLE_SECONDS),
    WS_IDLE_SECONDS: String(IDLE_SECONDS),
    WS_PING_SECONDS: String(PING_SECONDS),
    ODOO_BREAKER_FAILURES: '2',
    ODOO_BREAKER_PAUSE_MS: String(PAUSE_MS),
  };
  const flags = ['--import', './test/soak/shifted-clock.mjs'];
  const [gateway, right] = await Promise.all([
    startGateway(sandbox.url, settings, flags, { talks: true }),
    startGateway(sandbox.url, settings),
  ]);
  open.defer(() => gateway.stop());
  open.defer(() => right.stop());
  const callerOf = (id, { url }) => open.adopt(callerTo(url, { key: secretOf(id) }), (caller) => caller.close());
  const callers = Object.fromEntries(Object.keys(ends).map((id) => [id, callerOf(id, gateway)]));
  return { sandbox, gateway, callers, steady: callers.steady, other: callerOf('steady', right) };
}

async function pointsLeft(caller) {
  const { headers } = await caller.post('/mcp/tools/list', {});
  return Number(/r=(\d+)/.exec(headers.ratelimit)[1]);
}

const PAGE = { model: 'res.partner', fields: ['id'], order: 'id', limit: 3 };

async function search(caller, more = {}) {
  const { text } = await caller.post('/mcp/tools/call', { method: 'odoo_search', params: { ...PAGE, ...more } });
  return JSON.parse(text).result;
}

async function cursorOf(caller) {
  return (await search(caller)).next_cursor;
}

async function goesOn(caller, cursor) {
  const first = await search(caller);
  const next = await search(caller, { cursor });
  return next?.records.length === PAGE.limit && next.records[0].id > first.records.at(-1).id;
}

/** @returns `ask()`, whether a session of MCP's legacy era still answers. */
async function openSession(caller) {
  const accept = { accept: 'application/json, text/event-stream' };
  const params = { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'soak', version: '1' } };
  const { headers } = await caller.post('/mcp', { jsonrpc: '2.0', id: 0, method: 'initialize', params }, accept);
  const named = { ...accept, 'mcp-session-id': headers['mcp-session-id'] };
  return {
    ask: async () => (await caller.post('/mcp', { jsonrpc: '2.0', id: 1, method: 'tools/list' }, named)).status === 200,
  };
}

/** Asks both once a second. */
async function goOnFor(seconds, socket, session) {
  for (let second = 0; second < seconds; second += 1) {
    if (!(await socket.ask(second)) || !(await session.ask())) return false;
    await new Promise((resolve) => {
      setTimeout(resolve, 1000);
    });
  }
  return true;
}

/** Odoo is away for just as long as it takes the gateway to leave it alone. */
async function openBreaker(sandbox, steady) {
  const faults = `${sandbox.url}/sandbox/faults`;
  const body = JSON.stringify({ answer: 'reset' });
  await fetch(faults, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
  await happens(async () => (await steady.post(...COUNT)).headers['retry-after'] !== undefined);
  await fetch(faults, { method: 'DELETE' });
}

async function keepsSocket(gateway, id) {
  const socket = await openSocket(gateway.url, secretOf(id));
  const isAnswered = await socket.ask('again');
  socket.close();
  return isAnswered;
}
