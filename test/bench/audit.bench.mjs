// What the audit log costs: of lines alone, and of write calls through the whole gateway, with it and without.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { AuditWriter } from '../../dist/libs/observability/src/audit/audit-writer.js';
import { verifyChain } from '../../dist/libs/observability/src/index.js';
import { writer } from './doors.mjs';
import { interleaved, load } from './measure.mjs';
import { cpuMs, startGateway, startSandbox } from './programs.mjs';

export const title =
  'Audit log: CPU in microseconds a line, of 100,000; in milliseconds of the gateway a write call, and how long it takes';

const LINES = 100_000;
const CALLS = 400;
const ROUNDS = 3;
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
    const settings = { file, secret: SECRET, sync, maxBytes: 1e9, keepFiles: 0, heldLines: 10_000, anchorLines: 1000 };
    const log = new AuditWriter(settings, pino({ enabled: false }), Date.now);
    await log.open();
    const before = process.cpuUsage();
    await Promise.all(Array.from({ length: LINES }, () => log.write(LINE)));
    const { user, system } = process.cpuUsage(before);
    await log.close();
    const { lines } = await verifyChain([file], { secret: SECRET });
    if (lines !== LINES + 2) throw new Error(`${lines} lines are in the chain.`);
    rmSync(file);
    return (user + system) / LINES;
  };
  return { name: `line, AUDIT_SYNC=${sync}`, measure };
}

async function writes(folder) {
  const sandbox = await startSandbox();
  const gateway = (env) => startGateway(sandbox.url, { MCP_MODE: 'readwrite', ...env });
  const file = (name) => ({ AUDIT_FILE: join(folder, `${name}.jsonl`) });
  const gateways = {
    'no audit': await gateway({}),
    'AUDIT_SYNC=never': await gateway({ ...file('calls-never'), AUDIT_SYNC: 'never' }),
    'AUDIT_SYNC=batch': await gateway({ ...file('calls-batch'), AUDIT_SYNC: 'batch' }),
  };
  const cpu = await calls(gateways, 'CPU', ({ pid }) => cpuMs(pid));
  const time = await calls(gateways, 'time', () => performance.now());
  await Promise.all(Object.values(gateways).map(({ stop }) => stop()));
  await sandbox.stop();
  for (const name of ['calls-never', 'calls-batch']) await verifyChain([file(name).AUDIT_FILE]);
  return [...cpu, ...time];
}

/** Write calls by each gateway, 16 under way at once; the first gateway is what the others are compared with. */
async function calls(gateways, what, clock) {
  const arms = Object.entries(gateways).map(([name, gateway]) => {
    const door = writer(gateway.url);
    const measure = async (round) => {
      const started = clock(gateway);
      await load(door, { first: round * CALLS, calls: CALLS, concurrency: 16 });
      return (clock(gateway) - started) / CALLS;
    };
    return { name: `${name}: ${what}`, measure, close: door.close };
  });
  const [bare, ...audited] = await interleaved(arms, ROUNDS);
  await Promise.all(arms.map(({ close }) => close()));
  return [bare, ...audited.map((row) => Object.assign(row, { ratio: row.median / bare.median }))];
}
