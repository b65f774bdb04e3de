// Creations with idempotency keys over connections that break when the request has gone through.
import { randomUUID } from 'node:crypto';
import { startResettingProxy } from './resetting-proxy.mjs';

const MODEL = 'res.partner.category';
const AT_ONCE = 8;
const ATTEMPTS_MAX = 50;

/** What a gateway needs, so that so many answers that are lost in a row do not keep it from Odoo. */
export const RESETS_SETTINGS = {
  MCP_MODE: 'readwrite',
  ODOO_BREAKER_FAILURES: '1000',
  RATE_LIMIT_REQUESTS: '1000000',
};

/**
 * Creates `count` records, each of them twice with the same key, while every answer to a creation is lost between the
 * gateway and Odoo.
 * @param odoo `{url, searchRead(model, domain, fields), remove(model, domain)}`
 * @param startGateway given Odoo's address, gives `{url, key, stop}` of a gateway with RESETS_SETTINGS.
 * @returns how many `answered` (outcome_unknown, or the true result), `repeated` (the same again), were `sent` to Odoo,
 *   are `there`, and are there as `duplicates`.
 */
export async function lostBehindGateway(count, odoo, startGateway) {
  const open = new AsyncDisposableStack();
  try {
    let sent = 0;
    const isCreation = ({ path }) => path.includes(`/${MODEL}`) && path.endsWith('create');
    const proxy = await startResettingProxy(odoo.url, (asked) => {
      if (!isCreation(asked)) return undefined;
      sent += 1;
      return sent % 2 === 0 ? 'at-once' : 'answered';
    });
    open.defer(() => proxy.close());
    const gateway = await startGateway(proxy.url);
    open.defer(() => gateway.stop());
    const run = newRun(odoo);
    open.defer(() => run.remove());

    let [answered, repeated] = [0, 0];
    await eachOf(
      count,
      async (name) => {
        const first = await create(gateway, name);
        if (await isTrue(odoo, first, name)) answered += 1;
        const again = await create(gateway, name);
        const isSame = first.id === undefined ? again.code === first.code : again.id === first.id;
        if (isSame && again.replayed) repeated += 1;
      },
      run.nameOf,
    );
    await proxy.settled();
    return { answered, repeated, sent, ...(await run.there()) };
  } finally {
    await open.disposeAsync();
  }
}

/**
 * Creates `count` records by a client whose connection to the gateway breaks, once or more often, before it has an
 * answer; it repeats each call with its key until it has one.
 * @returns how many were `answered` with the id of their record, the `attempts` that it took, how many answers were
 *   `replayed`, and as above.
 */
export async function lostBeforeGateway(count, odoo, startGateway, random) {
  const open = new AsyncDisposableStack();
  try {
    const gateway = await startGateway(odoo.url);
    open.defer(() => gateway.stop());
    const broken = new Set();
    const proxy = await startResettingProxy(gateway.url, ({ headers }) => {
      const key = headers['idempotency-key'];
      if (broken.has(key) && random() < 0.5) return undefined;
      broken.add(key);
      return ['at-once', 'both', 'answered'][Math.floor(random() * 3)];
    });
    open.defer(() => proxy.close());
    const run = newRun(odoo);
    open.defer(() => run.remove());

    let [answered, replayed, attempts] = [0, 0, 0];
    await eachOf(
      count,
      async (name) => {
        let told;
        for (let attempt = 0; attempt < ATTEMPTS_MAX && told?.id === undefined; attempt += 1) {
          attempts += 1;
          // What a broken connection throws tells nothing.
          told = await create({ ...gateway, url: proxy.url }, name).catch(() => undefined);
        }
        if (told?.id !== undefined && (await isTrue(odoo, told, name))) answered += 1;
        if (told?.replayed) replayed += 1;
      },
      run.nameOf,
    );
    await proxy.settled();
    return { answered, attempts, replayed, ...(await run.there()) };
  } finally {
    await open.disposeAsync();
  }
}

/** Names of one run, and what becomes of them in Odoo. */
function newRun({ searchRead, remove }) {
  const prefix = `resets ${randomUUID()}`;
  const named = [['name', '=like', `${prefix} %`]];
  return {
    nameOf: (number) => `${prefix} ${number}`,
    there: async () => {
      const names = (await searchRead(MODEL, named, ['name'])).map(({ name }) => name);
      const distinct = new Set(names).size;
      return { there: distinct, duplicates: names.length - distinct };
    },
    remove: () => remove(MODEL, named),
  };
}

/** Some at once, each with the name of its number. */
async function eachOf(count, work, nameOf) {
  let next = 0;
  const worker = async () => {
    while (next < count) await work(nameOf(next++));
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}

/** The name is the key, too. */
async function create({ url, key }, name) {
  const answer = await fetch(`${url}/odoo/models/${MODEL}/records`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      authorization: `Bearer ${key}`,
      'idempotency-key': name.replaceAll(' ', '-'),
    },
    body: JSON.stringify({ name }),
  });
  const { created_id: id, error } = await answer.json();
  return { id, code: error?.code, replayed: answer.headers.get('idempotency-replayed') === 'true' };
}

/** Whether an answer says that nobody knows, or names the record that there is. */
async function isTrue({ searchRead }, { id, code }, name) {
  if (id === undefined) return code === 'outcome_unknown';
  const [record] = await searchRead(MODEL, [['id', '=', id]], ['name']);
  return record?.name === name;
}
