// CPU time of one call in the process that serves it, by every door, against a route that only passes the call on.
import * as doors from './doors.mjs';
import { interleaved, load } from './measure.mjs';
import { cpuMs, startForwardingRoute, startGateway, startSandbox } from './programs.mjs';

const ROUNDS = 5;
const CALLS = 1000;
const WARM_UP_CALLS = 1500;
const CONCURRENCY = 4;

export const title = 'CPU per call, µs: odoo_search of 10 rows, sandbox without latency';

export async function run() {
  const sandbox = await startSandbox();
  const [plain, gateway] = await Promise.all([startForwardingRoute(sandbox.url), startGateway(sandbox.url)]);
  const arms = [
    { name: 'hand-written Fastify route', program: plain, door: doors.route(plain.url) },
    { name: 'REST', program: gateway, door: doors.rest(gateway.url) },
    { name: 'WebSocket, bare messages', program: gateway, door: await doors.webSocketBare(gateway.url) },
    { name: 'WebSocket, MCP', program: gateway, door: await doors.webSocket(gateway.url) },
    { name: 'MCP modern', program: gateway, door: doors.mcpModern(gateway.url) },
    { name: 'MCP legacy', program: gateway, door: await doors.mcpLegacy(gateway.url) },
  ];
  let first = 0;
  const spend = async ({ door }, calls) => {
    await load(door, { first, calls, concurrency: CONCURRENCY });
    first += calls;
  };
  for (const arm of arms) await spend(arm, WARM_UP_CALLS);
  const rows = await interleaved(
    arms.map((arm) => ({
      name: arm.name,
      measure: async () => {
        const before = cpuMs(arm.program.pid);
        await spend(arm, CALLS);
        return ((cpuMs(arm.program.pid) - before) * 1000) / CALLS;
      },
    })),
    ROUNDS,
  );
  for (const { door } of arms) await door.close();
  for (const program of [gateway, plain, sandbox]) await program.stop();
  const [baseline] = rows;
  return rows.map((row) => Object.assign(row, { ratio: row.median / baseline.median }));
}
