// The programs whose cost per call is compared over a look-alike of Odoo that answers at once, and their doors.
import * as doors from './doors.mjs';
import { pinApart } from './pinned.mjs';
import { startForwardingRoute, startGateway, startSandbox } from './programs.mjs';

export const ROUTE = 'hand-written Fastify route';

/**
 * Starts them and leaves them to `open`, an AsyncDisposableStack.
 * @param settings of the gateway, and `flags` of Node for it; `how` as `startGateway` says.
 * @returns `arms`, the route first, each `{name, program, door}`; `sandbox`; `told`, what was pinned where.
 */
export async function startArms(open, { settings = {}, flags, how } = {}) {
  const sandbox = open.adopt(await startSandbox(), (program) => program.stop());
  const route = open.adopt(await startForwardingRoute(sandbox.url), (program) => program.stop());
  const gateway = open.adopt(await startGateway(sandbox.url, settings, flags, how), (program) => program.stop());
  const { told } = open.use(
    pinApart(
      { name: 'look-alike and callers', pids: () => [process.pid, sandbox.pid] },
      { name: 'gateway, or route', pids: () => [route.pid, gateway.pid] },
    ),
  );
  const { url } = gateway;
  const arms = [
    { name: ROUTE, program: route, door: doors.route(route.url) },
    { name: 'REST', program: gateway, door: doors.rest(url) },
    { name: 'WebSocket, bare messages', program: gateway, door: await doors.webSocketBare(url) },
    { name: 'WebSocket, MCP', program: gateway, door: await doors.webSocket(url) },
    { name: 'MCP modern', program: gateway, door: doors.mcpModern(url) },
    { name: 'MCP legacy', program: gateway, door: await doors.mcpLegacy(url) },
  ];
  for (const { door } of arms) open.defer(() => door.close());
  return { arms, sandbox, told };
}
