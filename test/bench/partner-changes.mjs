// A process that creates, writes and unlinks partners until it is told to stop, and then leaves all as it was.
// It is given Odoo as JSON, and gives what it has done as a message.
import { odooSession } from './many-odoo.mjs';
import { seededRandom } from './seeded-random.mjs';

const POOL = 200;
const MARK = 'Partner of a benchmark';

const odoo = await odooSession(JSON.parse(process.argv[2]));
const random = seededRandom();
const done = { created: 0, written: 0, unlinked: 0 };
const pick = (list) => list[Math.floor(random() * list.length)];

const all = await odoo.call('res.partner', 'search', [[['name', '=like', 'Partner %']]]);
const chosen = Array.from({ length: POOL }, () => pick(all));
/** Partners that were there, as they were. */
const originals = await odoo.call('res.partner', 'read', [[...new Set(chosen)], ['name', 'email']]);
const created = [];
const stopping = new AbortController();
for (const event of ['message', 'disconnect']) process.once(event, () => stopping.abort());

async function create() {
  const values = { name: `${MARK} ${random()}`, email: `${random()}@example.com` };
  created.push(await odoo.call('res.partner', 'create', [values]));
  done.created += 1;
}

/** Moves one in every order but that of ids. */
async function write() {
  const id = pick([...created, ...originals.map((partner) => partner.id)]);
  await odoo.call('res.partner', 'write', [[id], { name: `${random()}`, email: `${random()}@example.com` }]);
  done.written += 1;
}

async function unlink() {
  const [id] = created.splice(Math.floor(random() * created.length), 1);
  await odoo.call('res.partner', 'unlink', [[id]]);
  done.unlinked += 1;
}

try {
  while (!stopping.signal.aborted) {
    if (created.length < POOL / 10) await create();
    else await pick(created.length < POOL ? [create, write, write, unlink] : [write, unlink])();
    if (process.connected) process.send({ created: created.length });
  }
} finally {
  await odoo.call('res.partner', 'unlink', [created]);
  for (const { id, name, email } of originals) await odoo.call('res.partner', 'write', [[id], { name, email }]);
  await odoo.close();
}
if (process.connected) process.send({ done });
process.removeAllListeners();
if (process.connected) process.disconnect();
