// One search of ten rows through the gateway and straight to the same real Odoo: what a gateway between costs or saves.
import { ROUTE } from './arms.mjs';
import { directJson2, directSession } from './direct-doors.mjs';
import * as doors from './doors.mjs';
import { callNumbers, failedIn, inTurn, load, ratioAtLeast, ratioAtMost, timedLoad } from './measure.mjs';
import { odooProcesses, pinApart } from './pinned.mjs';
import { startForwardingRoute, startGateway } from './programs.mjs';
import { beside, rowOf } from './rows.mjs';
import { quantile } from '../soak/quantiles.mjs';
import { realOdoo, settingsOf } from '../soak/real-odoo.mjs';

/** Calls of one measurement by how many are under way at once. */
const LONG = { rounds: 13, calls: { 1: 60, 4: 140, 16: 192 }, warmUpCalls: 1000 };
const SHORT = { rounds: 1, calls: { 1: 10, 4: 20, 16: 32 }, warmUpCalls: 20 };

const SESSION = 'straight, web session';
const JSON2 = 'straight, JSON-2 with a key';
const DOORS = ['REST', 'WebSocket', 'MCP modern', 'MCP legacy'];

export const title =
  'odoo_search of 10 rows, real Odoo 19: against the same search in its web session (B1) and by JSON-2 with an API key (B2)';
export const figures = ['B1', 'B2'];

export async function run({ short = false } = {}) {
  await using open = new AsyncDisposableStack();
  const odoo = realOdoo();
  const gateway = open.adopt(await startGateway(odoo.url, settingsOf(odoo)), (program) => program.stop());
  const route = open.adopt(await startForwardingRoute(odoo.url), (program) => program.stop());
  const arms = await armsOf(odoo, route, gateway);
  for (const { door } of arms) open.defer(() => door.close());
  const { told } = open.use(
    pinApart(
      { name: 'Odoo and PostgreSQL', pids: odooProcesses },
      { name: 'gateway, route and callers', pids: () => [process.pid, route.pid, gateway.pid] },
    ),
  );
  const { rounds, calls: callsAt, warmUpCalls } = short ? SHORT : LONG;
  const take = callNumbers();
  for (const { door } of arms) await load(door, { first: take(warmUpCalls), calls: warmUpCalls, concurrency: 4 });
  const rows = [];
  for (const [atOnce, calls] of Object.entries(callsAt)) {
    const measures = arms.map(({ door }) => ({
      measure: () => timedLoad(door, { first: take(calls), calls, concurrency: Number(atOnce) }),
    }));
    const found = await inTurn(measures, rounds);
    rows.push(...rowsOf(new Map(arms.map(({ name }, index) => [name, found[index]])), atOnce));
  }
  return rows.map((row) => Object.assign({ note: told }, row));
}

async function armsOf(odoo, route, { url }) {
  return [
    { name: SESSION, door: await directSession(odoo) },
    { name: JSON2, door: directJson2(odoo) },
    { name: ROUTE, door: doors.route(route.url) },
    { name: 'REST', door: doors.rest(url) },
    { name: 'WebSocket', door: await doors.webSocket(url) },
    { name: 'MCP modern', door: doors.mcpModern(url) },
    { name: 'MCP legacy', door: await doors.mcpLegacy(url) },
  ];
}

/** @param found by name of an arm, what was measured round by round. */
function rowsOf(found, atOnce) {
  const table = (figure, baselines, unit, figureOf, reach) => {
    const [first, ...others] = [...baselines, ...DOORS].map((name) => {
      const rounds = found.get(name);
      const what = unit === 'ms' ? 'p50' : 'throughput';
      return rowOf(figure, `${name}, ${atOnce} at once: ${what}`, unit, rounds.map(figureOf), failedIn(rounds));
    });
    // What a route adds that only passes the call on shows what anything between costs; it has nothing to reach.
    return [first, ...others.map((row) => beside(first, row, row.name.startsWith(ROUTE) ? {} : { reach }))];
  };
  const throughput = ({ perSecond }) => perSecond;
  const p50 = ({ times }) => quantile(times, 0.5);
  return [
    ...table('B1', [SESSION, ROUTE], 'calls/s', throughput, ratioAtLeast(0.95)),
    ...table('B1', [SESSION, ROUTE], 'ms', p50, ratioAtMost(1.1)),
    ...table('B2', [JSON2], 'calls/s', throughput, ratioAtLeast(1.8)),
    ...table('B2', [JSON2], 'ms', p50),
  ];
}
