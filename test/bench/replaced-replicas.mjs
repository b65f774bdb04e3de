// Three replicas under load, of which one after the other is replaced, or one is killed. As a program it is given the
// scenario as JSON and gives what it found: on a sandbox, unless it is told of an Odoo.
import { pathToFileURL } from 'node:url';
import { setTimeout as sleep } from 'node:timers/promises';
import { followStreams } from './followed-streams.mjs';
import { odooSession } from './many-odoo.mjs';
import { startSandbox } from './programs.mjs';
import { startReplicas } from './replica-set.mjs';
import { startCalls } from './steady-calls.mjs';

const MODEL = 'res.partner';
const PARTNERS = 1000;
const WRITTEN = 50;
const WRITE_EVERY_MS = 250;
const CALM_MS = 2000;
const HEARD_MS = 20_000;
const READING_MS = 150;

/**
 * @param scenario `rounds` in which each replica is replaced, or none where one is killed; `perSecond` calls; `streams` as
 *   followed-streams.mjs has them; `readingMs` between two chunks of a stream of rows; `odoo` as many-odoo.mjs has it.
 * @returns `{calls, failures, underWay, late, resumedMs, rows, twice, lost, streamFailures}`: the calls that were under way
 *   when one was killed or while it ended, and the failures of others; of the streams what followed-streams.mjs finds.
 */
export async function replaceReplicas({ rounds, perSecond, streams: wanted, readingMs = READING_MS, odoo }) {
  await using open = new AsyncDisposableStack();
  const target = odoo ?? (await sandboxOf(open));
  const session = open.adopt(await odooSession(target), (opened) => opened.close());
  const ids = await session.call(MODEL, 'search', [[]], { order: 'id', limit: PARTNERS });
  const { url, database, login, password } = target;
  const settings = { ODOO_DATABASE: database, ODOO_USERNAME: login, ODOO_PASSWORD: password };
  const replicas = open.adopt(
    await startReplicas({ url, settings: { ...settings, CHANGES_POLL_SECONDS: '1', STREAM_CHUNK_SIZE: '50' } }),
    (started) => started.stop(),
  );
  const streams = await followStreams(replicas.url, wanted, ids, readingMs);
  const writing = startWriting(session, ids.slice(-WRITTEN));
  const calls = await startCalls(replicas.url, perSecond);
  await sleep(CALM_MS);
  let underWay = 0;
  let goneAt = Number.POSITIVE_INFINITY;
  if (rounds === 0) {
    const killed = replicas.kill(0);
    const [atKill, madeBefore] = [calls.underWay(), calls.made()];
    // Until then the system still takes what is sent to it.
    await killed;
    goneAt = performance.now();
    underWay = atKill + calls.made() - madeBefore;
    await sleep(CALM_MS);
  }
  for (let round = 0; round < rounds; round += 1) for (let at = 0; at < 3; at += 1) await replicas.replace(at);
  await sleep(CALM_MS);
  const made = await calls.stop();
  const written = await writing.stop();
  const patience = performance.now() + HEARD_MS;
  while (!written.every(streams.heard) && performance.now() < patience) await sleep(100);
  const { failures: streamFailures, ...found } = await streams.stop(written);
  await writing.restore();
  const late = made.failures.filter(({ begun }) => begun > goneAt);
  return { ...made, underWay, late, ...found, streamFailures };
}

/** @throws where rows came twice, or anything was lost. */
export function requireExact({ twice, lost }) {
  if (twice.rows > 0) throw new Error(`${twice.rows} rows came twice.`);
  if (lost.rows + lost.changes > 0) throw new Error(`${lost.rows} rows and ${lost.changes} changes were lost.`);
}

async function sandboxOf(open) {
  const sandbox = open.adopt(await startSandbox({ SANDBOX_PARTNERS: String(PARTNERS) }), (program) => program.stop());
  return { url: sandbox.url, database: 'demo', login: 'admin', password: 'admin' };
}

/** Gives records new names, one after the other. `stop` gives the last of each, by id. */
function startWriting(session, ids) {
  const names = new Map();
  let count = 0;
  const stopping = new AbortController();
  const original = session.call(MODEL, 'read', [ids, ['name']]);
  const writing = (async () => {
    await original;
    while (!stopping.signal.aborted) {
      const id = ids[count % ids.length];
      const name = `Name ${count++}`;
      await session.call(MODEL, 'write', [[id], { name }]);
      names.set(id, name);
      await sleep(WRITE_EVERY_MS);
    }
  })();
  return {
    stop: async () => {
      stopping.abort();
      await writing;
      return [...names];
    },
    restore: async () => {
      for (const { id, name } of await original) await session.call(MODEL, 'write', [[id], { name }]);
    },
  };
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  process.stdout.write(JSON.stringify(await replaceReplicas(JSON.parse(process.argv[2]))));
}
