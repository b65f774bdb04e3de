// From the start of the process to the first answer that it is ready, against Nest on Fastify with one controller.
import { request } from 'undici';
import { compared, interleaved, ratioAtMost } from './measure.mjs';
import { startBareNest, startGateway, startSandbox } from './programs.mjs';

const ROUNDS = 9;
const SHORT_ROUNDS = 2;

export const title = 'From the start of the process to the first 200 of /health/ready, Odoo being there';
export const figures = ['B9'];

export async function run({ short = false } = {}) {
  await using open = new AsyncDisposableStack();
  const sandbox = open.adopt(await startSandbox(), (program) => program.stop());
  const arms = [
    { name: 'Nest on Fastify, one controller', measure: () => timeToReady(startBareNest) },
    { name: 'gateway', measure: () => timeToReady(() => startGateway(sandbox.url)) },
  ];
  // Files are in memory from here on.
  for (const { measure } of arms) await measure();
  const rows = await interleaved(arms, short ? SHORT_ROUNDS : ROUNDS);
  return compared('B9', 'ms', rows, { gateway: ratioAtMost(2.5) });
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
