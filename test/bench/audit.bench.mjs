// What the audit log costs: of lines alone, and of write calls through the whole gateway, with it and without.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { AuditWriter } from '../../dist/libs/observability/src/audit/audit-writer.js';
import { verifyChain } from '../../dist/libs/observability/src/index.js';
import { writer } from './doors.mjs';
import { interleaved, load } from './measure.mjs';
import { startGateway, startSandbox } from './programs.mjs';

export const title = 'Audit log: microseconds a line, of 100,000; milliseconds a write call, 16 under way at once';

const LINES = 100_000;
const CALLS = 400;
const ROUNDS = 5;
const SECRET = 'a-secret-for-benchmarks-that-is-long';

/** As long as lines of writes are. */
const LINE = {
  event: 'write',
  outcome: 'begun',
  principal: 'dashboard',
  door: 'rest',
  request_id: '3f477215-efde-4751-bd64-8ad00a665502',
  address: '192.0.2.17',
  connection: 'default',
  model: 'res.partner',
  method: 'write',
  ids: [1, 2, 3],
  digest: '77e158f73567c80ad923493508ebb58e18386b90adae47017c7c51f99f8e60d8',
};

export async function run() {
  const folder = mkdtempSync(join(tmpdir(), 'audit-bench-'));
  try {
    const lines = await interleaved([lineArm(folder, 'never'), lineArm(folder, 'batch')], ROUNDS);
    return [...lines, ...(await writes(folder))];
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** All are told at once; the chain is checked afterwards, outside of the time. */
function lineArm(folder, sync) {
  const measure = async (round) => {
    const file = join(folder, `${sync}-${round}.jsonl`);
    const settings = { file, secret: SECRET, sync, maxBytes: 1e9, keepFiles: 0 };
    const log = new AuditWriter(settings, pino({ enabled: false }), Date.now);
    await log.open();
    const started = performance.now();
    await Promise.all(Array.from({ length: LINES }, () => log.write(LINE)));
    const took = performance.now() - started;
    await log.close();
    const { lines } = await verifyChain([file], { secret: SECRET });
    if (lines !== LINES + 2) throw new Error(`${lines} lines are in the chain.`);
    rmSync(file);
    return (took * 1000) / LINES;
  };
  return { name: `a line, AUDIT_SYNC=${sync}`, measure };
}

async function writes(folder) {
  const sandbox = await startSandbox();
  const gateway = (env) => startGateway(sandbox.url, { MCP_MODE: 'readwrite', ...env });
  const file = (name) => ({ AUDIT_FILE: join(folder, `${name}.jsonl`) });
  const gateways = {
    'a write, no audit': await gateway({}),
    'a write, AUDIT_SYNC=never': await gateway({ ...file('calls-never'), AUDIT_SYNC: 'never' }),
    'a write, AUDIT_SYNC=batch': await gateway({ ...file('calls-batch'), AUDIT_SYNC: 'batch' }),
  };
  const arms = Object.entries(gateways).map(([name, { url }]) => {
    const door = writer(url);
    const measure = async (round) => {
      const started = performance.now();
      await load(door, { first: round * CALLS, calls: CALLS, concurrency: 16 });
      return (performance.now() - started) / CALLS;
    };
    return { name, measure, close: door.close };
  });
  const [bare, ...audited] = await interleaved(arms, ROUNDS);
  await Promise.all(arms.map(({ close }) => close()));
  await Promise.all(Object.values(gateways).map(({ stop }) => stop()));
  await sandbox.stop();
  for (const name of ['calls-never', 'calls-batch']) await verifyChain([file(name).AUDIT_FILE]);
  return [bare, ...audited.map((row) => Object.assign(row, { ratio: row.median / bare.median }))];
}
