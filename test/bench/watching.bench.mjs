// CPU time of one call where metrics, audit log, rate limits and traces watch it, against the same with none of them.
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cpuPerCall } from './cpu-per-call.mjs';
import { rest, writer } from './doors.mjs';
import { callNumbers, ratioAtMost } from './measure.mjs';
import { pinApart } from './pinned.mjs';
import { startGateway, startSandbox } from './programs.mjs';
import { beside, rowOf } from './rows.mjs';
import { startTraceSink } from './trace-sink.mjs';

const LONG = { rounds: 9, calls: 1000, warmUpCalls: 6000 };
const SHORT = { rounds: 1, calls: 100, warmUpCalls: 100 };
const METRICS_PORT = 26_464;
/** More than it has without a single write. */
const LEAST_AUDIT_BYTES = 10_000;

/** By name of a call: the door that makes it. Only the second one is noted in the audit log. */
const CALLS = { odoo_search: rest, odoo_write: writer };

export const title =
  'CPU per call over REST: metrics (scraped once a round), audit log, rate limits, 10 % traced; against none of them';
export const figures = ['B12'];

export async function run({ short = false } = {}) {
  await using open = new AsyncDisposableStack();
  const { gateways, requireSeen, told } = await startBoth(open);
  const take = callNumbers();
  const rows = [];
  for (const [tool, openDoor] of Object.entries(CALLS)) {
    const arms = gateways.map(({ name, scrape, ...program }) => {
      const door = open.adopt(openDoor(program.url), ({ close }) => close());
      return { name: `${tool}, ${name}`, program, door, beside: scrape };
    });
    const found = await cpuPerCall(arms, short ? SHORT : LONG, take);
    const [bare, watched] = arms.map(({ name }, at) => rowOf('B12', name, 'µs', found[at], { note: told }));
    rows.push(bare, beside(bare, watched, { reach: ratioAtMost(1.25) }));
  }
  await requireSeen();
  return rows;
}

/**
 * @returns `gateways`, the bare one first, the other with `scrape`; `requireSeen`, which ends the other one and fails where that
 *   was not watched; `told`, what was pinned where.
 */
async function startBoth(open) {
  const sandbox = open.adopt(await startSandbox(), (program) => program.stop());
  const sink = open.adopt(await startTraceSink(), ({ close }) => close());
  const folder = open.adopt(mkdtempSync(join(tmpdir(), 'watching-bench-')), (path) =>
    rmSync(path, { recursive: true }),
  );
  const AUDIT_FILE = join(folder, 'audit.jsonl');
  const settings = {
    METRICS_PORT: String(METRICS_PORT),
    AUDIT_FILE,
    AUDIT_SECRET: 'a-secret-for-benchmarks-that-is-long',
    // Whoever has none has a window of one second all the same: they cannot be switched off.
    RATE_LIMIT_WINDOW: '60',
    OTEL_EXPORTER_OTLP_ENDPOINT: sink.url,
    OTEL_TRACES_SAMPLER_ARG: '0.1',
  };
  const start = async (env) =>
    open.adopt(await startGateway(sandbox.url, { MCP_MODE: 'readwrite', ...env }), ({ stop }) => stop());
  const bare = await start({});
  const watched = await start(settings);
  const requireSeen = async () => {
    await watched.stop();
    if (sink.spans() === 0) throw new Error('Nothing was traced.');
    if (statSync(AUDIT_FILE).size < LEAST_AUDIT_BYTES) throw new Error('Nothing was noted in the audit log.');
  };
  const gateways = [
    { name: 'nothing watches', ...bare },
    { name: 'all watch', ...watched, scrape },
  ];
  const { told } = open.use(
    pinApart(
      { name: 'look-alike and callers', pids: () => [process.pid, sandbox.pid] },
      { name: 'gateways', pids: () => gateways.map(({ pid }) => pid) },
    ),
  );
  return { gateways, requireSeen, told };
}

async function scrape() {
  const answer = await fetch(`http://127.0.0.1:${METRICS_PORT}/metrics`);
  const text = await answer.text();
  if (!text.includes('odoo_mcp_calls_total{')) throw new Error(`No calls are counted: ${text.slice(0, 300)}`);
}
