// Rows exactly once, though somebody creates, writes and unlinks partners all the while.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { root } from '../../apps/demo/steps.mjs';
import { manySettings, odooSession, startMany } from './many-odoo.mjs';
import { spread } from './measure.mjs';
import { startGateway } from './programs.mjs';
import { chunksOf, DOORS } from './stream-readers.mjs';

const STREAMS = 20;
const AT_ONCE = 4;
const FIELDS = ['id', 'name', 'email'];
/** What the changes move rows in, and what they do not. */
const ORDERS = [undefined, 'name', 'write_date desc, id', 'email desc', 'id'];

export const title = `${STREAMS} streams of 100,000 partners of real Odoo 19 while others write, ${AT_ONCE} at once`;

export async function run() {
  await using open = new AsyncDisposableStack();
  const many = startMany();
  const odoo = open.adopt(await odooSession(many), (session) => session.close());
  const gateway = open.adopt(await startGateway(many.url, manySettings(many)), (program) => program.stop());
  const found = { rows: [], duplicates: 0, missing: 0 };
  const changes = open.adopt(await startChanges(many), (process) => process.stop());
  const started = performance.now();
  for (let first = 0; first < STREAMS; first += AT_ONCE) await readBatch({ odoo, url: gateway.url, first, found });
  const took = performance.now() - started;
  const done = await changes.stop();
  if (found.duplicates + found.missing > 0) {
    throw new Error(`${found.duplicates} rows came twice and ${found.missing} did not come.`);
  }
  return [
    spread('rows of a stream', found.rows),
    spread('rows twice', [found.duplicates]),
    spread('rows missing', [found.missing]),
    ...Object.entries(done).map(([what, count]) => spread(`meanwhile ${what}`, [count])),
    spread('s in all', [took / 1000]),
  ];
}

/** Counts those twice, and those missing that were there before and after. */
async function readBatch({ odoo, url, first, found }) {
  const search = () => odoo.call('res.partner', 'search', [[]], { order: 'id' });
  const before = await search();
  const streams = Array.from({ length: AT_ONCE }, async (_, at) => {
    const number = first + at;
    const order = ORDERS[number % ORDERS.length];
    const ids = [];
    const params = { model: 'res.partner', fields: FIELDS, ...(order && { order }) };
    for await (const chunk of chunksOf(DOORS[number % DOORS.length], url, params)) ids.push(...chunk.ids);
    return ids;
  });
  const read = await Promise.all(streams);
  const after = new Set(await search());
  const throughout = before.filter((id) => after.has(id));
  for (const ids of read) {
    const distinct = new Set(ids);
    found.rows.push(ids.length);
    found.duplicates += ids.length - distinct.size;
    found.missing += throughout.filter((id) => !distinct.has(id)).length;
  }
}

/** @returns once it has begun; `stop` gives what was done, once all is as it was. */
async function startChanges(many) {
  const child = fork(join(root, 'test/bench/partner-changes.mjs'), [JSON.stringify(many)]);
  const ended = once(child, 'exit');
  let done;
  const begun = new Promise((resolve, reject) => {
    child.on('message', (told) => {
      done = told.done;
      resolve();
    });
    child.once('exit', (code) => reject(new Error(`What changes partners has ended with ${code}.`)));
  });
  await begun;
  const stop = async () => {
    if (child.connected) child.send('stop');
    await ended;
    if (!done) throw new Error('What changes partners has failed.');
    return done;
  };
  return { stop };
}
