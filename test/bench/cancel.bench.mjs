// From a client's cancelling to the closing of the connection to Odoo, and what is left behind in the gateway.
import { startHoldingProxy } from '../fixtures/holding-proxy.ts';
import * as doors from './doors.mjs';
import { median } from './measure.mjs';
import { openSockets, startGateway, startSandbox } from './programs.mjs';

const TIMES = 25;
/** How long a call has been under way when it is cancelled. */
const CANCEL_AFTER_MS = 200;

export const title = 'Cancelling a call that Odoo holds, ms until its connection is closed';

export async function run() {
  const sandbox = await startSandbox();
  const proxy = await startHoldingProxy(sandbox.url);
  const gateway = await startGateway(proxy.url);
  const ways = [
    { name: 'REST', door: doors.rest(gateway.url) },
    { name: 'MCP modern', door: doors.mcpModern(gateway.url) },
    { name: 'MCP legacy', door: await doors.mcpLegacy(gateway.url) },
    { name: 'WebSocket', door: await doors.webSocket(gateway.url) },
  ];
  const rows = [];
  for (const { name, door } of ways) {
    await door.call(0);
    const before = openSockets(gateway.pid);
    const values = [];
    for (let time = 0; time < TIMES; time += 1) values.push(await cancelOnce(door, proxy));
    await door.call(0);
    const left = openSockets(gateway.pid) - before;
    rows.push({
      name: `${name} (${left} sockets left)`,
      median: median(values),
      least: Math.min(...values),
      most: Math.max(...values),
    });
  }
  for (const { door } of ways) await door.close();
  await gateway.stop();
  await proxy.close();
  await sandbox.stop();
  return rows;
}

async function cancelOnce(door, proxy) {
  const { started, closed } = proxy.hold();
  const cancelled = door.begin(0);
  await started;
  await new Promise((resolve) => {
    setTimeout(resolve, CANCEL_AFTER_MS);
  });
  const from = performance.now();
  await cancelled.cancel();
  await closed;
  const took = performance.now() - from;
  proxy.release();
  await cancelled.ended;
  return took;
}
