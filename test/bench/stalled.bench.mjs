// A client with a receive buffer of 4 kB that asks for 100,000 rows and reads none of them for a minute.
import { setTimeout as sleep } from 'node:timers/promises';
import * as doors from './doors.mjs';
import { manySettings, startMany } from './many-odoo.mjs';
import { load, spread } from './measure.mjs';
import { rssOf, startGateway } from './programs.mjs';
import { startRecordingProxy } from './recording-proxy.mjs';
import { startSlowClient } from './slow-client.mjs';

const STALL_MS = 60_000;
const SETTLED_MS = 5000;
const ROUNDS = 10;
const ROUND_CALLS = 1000;
/** Rows of named ids, or of a range of them. */
const READS = new Set(['res.partner.read', 'res.partner.search_read']);
const ASK = 'POST /mcp/stream/tools/call';
const CALL = JSON.stringify({ method: 'odoo_search', params: { model: 'res.partner', fields: ['name', 'email'] } });

export const title = `A client that reads nothing for ${STALL_MS / 1000} s, on real Odoo 19 with 100,000 partners`;

export async function run() {
  await using open = new AsyncDisposableStack();
  const many = startMany();
  const odoo = open.adopt(await startRecordingProxy(many.url), (proxy) => proxy.close());
  const gateway = open.adopt(await startGateway(odoo.url, manySettings(many)), (program) => program.stop());
  const rest = open.adopt(doors.rest(gateway.url), (door) => door.close());
  await load(rest, { first: 0, calls: ROUND_CALLS, concurrency: 4 });
  const ratios = await ratiosOf(rest, gateway.url);
  return [...(await stall(gateway, odoo.calls)), spread("others' speed, % of it without", ratios)];
}

async function stall({ url, pid }, calls) {
  const pages = () => calls.filter(({ name }) => READS.has(name));
  calls.length = 0;
  const started = performance.now();
  const client = await startSlowClient(url, ASK, CALL);
  await sleep(SETTLED_MS);
  const settledRss = rssOf(pid);
  await sleep(STALL_MS - SETTLED_MS);
  const growth = rssOf(pid) - settledRss;
  const fetched = pages();
  const held = client.held();
  const late = fetched.filter(({ at }) => at - started > SETTLED_MS).length;
  const answer = await client.readOn();
  const rows = requireWhole(answer);
  const taken = pagesIn(held, fetched, answer.length / rows);
  requireBound(fetched.length, taken, late);
  return [
    spread('pages read meanwhile', [fetched.length]),
    spread('pages that the system took', [taken]),
    spread(`pages from second ${SETTLED_MS / 1000} on`, [late]),
    spread('kB that the system took', [held / 1000]),
    spread('RSS growth meanwhile, MiB', [growth / 2 ** 20]),
    spread('pages read in all', [pages().length]),
    spread('rows that came then', [rows]),
  ];
}

/** How many of these pages lie wholly within so many bytes. */
function pagesIn(held, fetched, rowBytes) {
  let left = held / rowBytes;
  return fetched.findIndex(({ rows }) => (left -= rows) < 0);
}

function requireBound(fetched, taken, late) {
  if (taken < 0 || fetched > taken + 2) throw new Error(`${fetched} pages were read, and ${taken} taken.`);
  if (late > 0) throw new Error(`${late} pages were read though nobody read them.`);
}

/** @returns how many rows it has. */
function requireWhole(answer) {
  const frames = answer.split('\n').flatMap((line) => (line.startsWith('data: ') ? [JSON.parse(line.slice(6))] : []));
  const ids = frames.flatMap(({ type, data }) => (type === 'chunk' ? data.map(({ id }) => id) : []));
  const { total } = frames[0];
  if (frames.at(-1).type !== 'end' || ids.length !== total || new Set(ids).size !== total) {
    throw new Error(`${ids.length} rows of ${total} came, of which ${new Set(ids).size} differ.`);
  }
  return total;
}

/** In turn with a client that does not read and without, so that what else the machine does hits both alike. */
async function ratiosOf(rest, url) {
  const rate = async (round) => {
    const from = performance.now();
    await load(rest, { first: round * ROUND_CALLS, calls: ROUND_CALLS, concurrency: 4 });
    return ROUND_CALLS / (performance.now() - from);
  };
  const stalled = async (round) => {
    const client = await startSlowClient(url, ASK, CALL);
    await sleep(SETTLED_MS / 2);
    const found = await rate(round);
    await client.stop();
    await sleep(SETTLED_MS / 10);
    return found;
  };
  const ratios = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    if (round % 2 === 0) {
      const slow = await stalled(round);
      ratios.push((100 * slow) / (await rate(round)));
    } else {
      const alone = await rate(round);
      ratios.push((100 * (await stalled(round))) / alone);
    }
  }
  return ratios;
}
