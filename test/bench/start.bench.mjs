// From the start of the process to the first answer that it is ready, against Nest on Fastify with one controller.
import { request } from 'undici';
import { inTurn, ratioAtMost } from './measure.mjs';
import { startBareNest, startGateway, startSandbox } from './programs.mjs';
import { beside, rowOf } from './rows.mjs';

const ROUNDS = 9;
const SHORT_ROUNDS = 2;

export const title = 'From the start of the process to the first 200 of /health/ready, Odoo being there';
export const figures = ['B9'];

export async function run({ short = false } = {}) {
  await using open = new AsyncDisposableStack();
  const sandbox = open.adopt(await startSandbox(), (program) => program.stop());
  const arms = [
    { measure: () => timeToReady(startBareNest) },
    { measure: () => timeToReady(() => startGateway(sandbox.url)) },
  ];
  // Files are in memory from here on.
  for (const { measure } of arms) await measure();
  const [bare, gateway] = await inTurn(arms, short ? SHORT_ROUNDS : ROUNDS);
  const baseline = rowOf('B9', 'Nest on Fastify, one controller', 'ms', bare);
  return [baseline, beside(baseline, rowOf('B9', 'gateway', 'ms', gateway), { reach: ratioAtMost(2.5) })];
}

async function timeToReady(start) {
  const began = performance.now();
  const program = await start();
  const { statusCode, body } = await request(`${program.url}/health/ready`);
  await body.dump();
  const took = performance.now() - began;
  await program.stop();
  if (statusCode !== 200) throw new Error(`It is not ready: ${statusCode}.`);
  return took;
}
