// Streams that are cut at random places and gone on with, half of the time at another gateway.
import { manySettings, odooSession, startMany } from './many-odoo.mjs';
import { spread } from './measure.mjs';
import { startGateway } from './programs.mjs';
import { seededRandom } from './seeded-random.mjs';
import { chunksOf, DOORS, HungUp, Meter } from './stream-readers.mjs';

const CUTS = 100;
const ORDERS = [undefined, 'name desc, id'];

export const title = `${CUTS} streams of 100,000 partners of real Odoo 19, each cut once at a random byte and gone on with`;

export async function run() {
  await using open = new AsyncDisposableStack();
  const many = startMany();
  const odoo = open.adopt(await odooSession(many), (session) => session.close());
  const gateways = await Promise.all([1, 2].map(() => startGateway(many.url, manySettings(many))));
  for (const gateway of gateways) open.defer(() => gateway.stop());
  const random = seededRandom();
  const ways = [];
  for (const order of ORDERS) {
    const ids = await odoo.call('res.partner', 'search', [[]], { order: order ?? 'id' });
    for (const door of DOORS) ways.push(await wholeOf(door, gateways[0].url, order, ids));
  }
  const found = { before: [], behind: [], elsewhere: 0, unlike: 0 };
  for (let cut = 0; cut < CUTS; cut += 1) {
    const place = random();
    const second = gateways[random() < 0.5 ? 0 : 1];
    if (second !== gateways[0]) found.elsewhere += 1;
    await cutOnce(ways[cut % ways.length], gateways[0].url, second.url, place, found);
  }
  if (found.unlike > 0) throw new Error(`${found.unlike} streams are not what they are without a cut.`);
  return [
    spread('rows before the cut', found.before),
    spread('rows behind it', found.behind),
    spread('streams that changed gateways', [found.elsewhere]),
    spread('streams with rows twice, missing', [found.unlike]),
  ];
}

/** How one stream is without a cut. It is measured in bytes, so that each place in it is as likely as another. */
async function wholeOf(door, url, order, ids) {
  const params = { model: 'res.partner', fields: ['id', 'name', 'email'], ...(order && { order }) };
  const meter = new Meter();
  const read = [];
  for await (const chunk of chunksOf(door, url, params, { meter })) read.push(...chunk.ids);
  requireSame(read, ids, `${door} by ${order ?? 'id'}`);
  return { door, params, ids, bytes: meter.bytes };
}

function requireSame(read, ids, what) {
  const at = ids.findIndex((id, place) => read[place] !== id);
  if (at >= 0 || read.length !== ids.length) {
    throw new Error(`${what}: ${read.length} rows of ${ids.length}, unlike from ${at} on.`);
  }
}

async function cutOnce({ door, params, ids, bytes }, first, second, place, found) {
  const meter = new Meter(Math.floor(place * bytes));
  const read = [];
  let cursor;
  const take = (chunk) => {
    read.push(...chunk.ids);
    ({ cursor } = chunk);
  };
  try {
    for await (const chunk of chunksOf(door, first, params, { meter })) take(chunk);
    throw new Error('The stream came to its end before it was cut.');
  } catch (error) {
    if (!(error instanceof HungUp)) throw error;
  }
  found.before.push(read.length);
  for await (const chunk of chunksOf(door, second, params, { cursor })) take(chunk);
  found.behind.push(read.length - found.before.at(-1));
  try {
    requireSame(read, ids, `${door} cut at ${meter.bytes} of ${bytes} bytes`);
  } catch (error) {
    process.stdout.write(`  ${error.message}\n`);
    found.unlike += 1;
  }
}
