// CPU time of what clients ask before they call, against a route that has the same bytes at hand.
import { cpuPerCall } from './cpu-per-call.mjs';
import { LISTS, openStatic } from './list-doors.mjs';
import { ratioAtMost } from './measure.mjs';
import { pinApart } from './pinned.mjs';
import { startGateway, startSandbox, startStaticRoute } from './programs.mjs';
import { beside, rowOf } from './rows.mjs';

const LONG = { rounds: 7, calls: 1000, warmUpCalls: 6000 };
const SHORT = { rounds: 1, calls: 50, warmUpCalls: 50 };

export const title = 'CPU per list, against a Fastify route that answers the same bytes';
export const figures = ['B5'];

export async function run({ short = false } = {}) {
  await using open = new AsyncDisposableStack();
  const { arms, told } = await startLists(open);
  const found = await cpuPerCall(arms, short ? SHORT : LONG);
  const rows = arms.map(({ name }, at) => rowOf('B5', name, 'µs', found[at], { note: told }));
  return rows.map((row, at) => (at % 2 === 0 ? row : beside(rows[at - 1], row, { reach: ratioAtMost(3) })));
}

/** @returns `arms`, two for each list: the route that has its bytes, then the gateway; and `told`, what was pinned where. */
async function startLists(open) {
  const sandbox = open.adopt(await startSandbox(), (program) => program.stop());
  const gateway = open.adopt(await startGateway(sandbox.url), (program) => program.stop());
  const lists = [];
  for (const [name, { body, open: openList }] of Object.entries(LISTS)) {
    const door = open.adopt(await openList(gateway.url), ({ close }) => close());
    lists.push({ name, body, door, path: `/${lists.length}` });
  }
  const answers = Object.fromEntries(lists.map(({ path, door }) => [path, door.answer]));
  const route = open.adopt(await startStaticRoute(answers), (program) => program.stop());
  const arms = [];
  for (const { name, path, body, door } of lists) {
    const atHand = open.adopt(await openStatic(route.url, path, body), ({ close }) => close());
    const bytes = Buffer.byteLength(door.answer.text);
    arms.push({ name: `${name}, ${bytes} bytes at hand`, program: route, door: atHand });
    arms.push({ name: `${name}, gateway`, program: gateway, door });
  }
  const { told } = open.use(
    pinApart(
      { name: 'callers', pids: () => [process.pid, sandbox.pid] },
      { name: 'gateway, or route', pids: () => [route.pid, gateway.pid] },
    ),
  );
  return { arms, told };
}
