// 100,000 rows of a real Odoo 19 through every door that streams, against one direct search_read of all of them and paging
// by offset. `many` is a copy of the tests' database with as many partners more.
import { manySettings, odooSession, startMany } from './many-odoo.mjs';
import { interleaved, spread } from './measure.mjs';
import { settledRss, watchRss } from './memory-watch.mjs';
import { startGateway } from './programs.mjs';
import { beside } from './rows.mjs';
import { chunksOf, DOORS } from './stream-readers.mjs';

const MODEL = 'res.partner';
const FIELDS = ['id', 'name', 'email'];
const PAGE = 1000;
/** STREAM_CHUNK_SIZE as it is by default. */
const CHUNK = 500;
const MB = 1e6;
const ALL = 'one direct search_read';
const FIRST = 'direct: ids and one page';

export const title = 'Streaming 100,000 partners of real Odoo 19';
export const figures = ['B6'];

export async function run({ short }) {
  const rounds = short ? 1 : 5;
  await using open = new AsyncDisposableStack();
  const many = startMany();
  const gateway = open.adopt(await startGateway(many.url, manySettings(many)), (program) => program.stop());
  const session = open.adopt(await odooSession(many), (odoo) => odoo.close());
  const total = await session.call(MODEL, 'search_count', [[]]);
  const before = await settledRss(gateway.pid);
  const memory = open.adopt(watchRss(gateway.pid), (watch) => watch.stop());
  const ways = waysTo(gateway.url, session, total);
  const arms = ways.map(({ name, read, rows }) => ({ name, measure: () => timed(read, rows) }));
  for (const { measure } of arms) await measure();
  const taken = await interleaved(arms, rounds);
  const growth = (memory.stop() - before) / MB;
  const rows = taken.map((row) => Object.assign(row, { figure: 'B6', unit: 'ms', rounds }));
  return [
    ...ways.map(({ against, reach }, at) => {
      const baseline = rows.find(({ name }) => name === against);
      return baseline ? beside(baseline, rows[at], reach && { reach }) : rows[at];
    }),
    {
      figure: 'B6',
      ...spread('RSS growth of the gateway', [growth]),
      unit: 'MB',
      reach: { of: 'median', atMost: 64 },
      note: 'the most while all of this streams, less what it was before',
    },
  ];
}

/** @returns ways to rows: `read` gives how many came, and `rows` says how many should. */
function waysTo(url, session, total) {
  let asked = 0;
  // All partners, and no two searches are the same.
  const domain = () => [['id', '>', -(asked += 1)]];
  const page = (condition, more) =>
    session.call(MODEL, 'search_read', [condition], { fields: FIELDS, order: 'id', ...more });
  const chunks = (door) => chunksOf(door, url, { model: MODEL, domain: domain(), fields: FIELDS });
  const byOffset = async () => {
    const condition = domain();
    let rows = 0;
    for (let offset = 0; offset < total; offset += PAGE) {
      rows += (await page(condition, { limit: PAGE, offset })).length;
    }
    return rows;
  };
  const idsAndPage = async () => {
    const ids = await session.call(MODEL, 'search', [domain()], { order: 'id' });
    return (await session.call(MODEL, 'read', [ids.slice(0, PAGE)], { fields: FIELDS })).length;
  };
  const streamed = async (door) => {
    let rows = 0;
    for await (const { ids } of chunks(door)) rows += ids.length;
    return rows;
  };
  const firstChunk = async () => {
    for await (const { ids } of chunks('SSE')) return ids.length;
    return 0;
  };
  return [
    { name: ALL, rows: total, read: async () => (await page(domain())).length },
    { name: `direct, by offset, pages of ${PAGE}`, rows: total, read: byOffset, against: ALL },
    ...DOORS.map((door) => ({
      name: door,
      rows: total,
      read: () => streamed(door),
      against: ALL,
      reach: { of: 'ratio', atMost: 1.3 },
    })),
    { name: FIRST, rows: PAGE, read: idsAndPage },
    { name: 'first chunk by SSE', rows: CHUNK, read: firstChunk, against: FIRST },
  ];
}

/** @returns milliseconds. @throws where more or fewer rows came. */
async function timed(read, expected) {
  const from = performance.now();
  const rows = await read();
  if (rows !== expected) throw new Error(`${rows} rows of ${expected} came.`);
  return performance.now() - from;
}
