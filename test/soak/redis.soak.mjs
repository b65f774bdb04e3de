// Redis away, hanging, slow and emptied, under load from two gateways.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient } from '@redis/client';
import { startGateway, startSandbox } from '../bench/programs.mjs';
import { WireProxy } from '../faults/wire-proxy.ts';
import { RealRedis } from '../fixtures/real-redis.ts';
import { accessFile, keyOf, sandboxConnection, secretOf } from './access-file.mjs';
import { brokenAt, linesOf } from './audit-told.mjs';
import { byStatus, callerTo, happens, many } from './caller.mjs';
import { agreedToUnlink, askedToUnlink, newPartner } from './confirmation.mjs';
import { atLeast, atMost } from './figure.ts';

const LONG = { limit: 1000, rounds: 5 };
const SHORT = { limit: 100, rounds: 1 };
const AT_ONCE = 8;
const ONE_POINT = ['/mcp/tools/list', {}];
/** Longer than REDIS_TIMEOUT_MS, and than no ping. */
const SLOW_MS = 400;
const ANSWER_MS = 1000;
const BACK_MS = 3000;
/** Calls whose time together is longer than a slow answer's. */
const IN_ROW = 25;

/** How each begins and ends, and whether a gateway then counts for itself for a while. */
const FAULTS = {
  stopped: { begin: ({ redis }) => redis.down(), end: ({ redis }) => redis.up(), alone: true },
  paused: { begin: ({ redis }) => redis.freeze(), end: ({ redis }) => redis.thaw(), alone: true },
  slow: {
    begin: ({ proxy }) => proxy.behave({ down: { latencyMs: SLOW_MS } }),
    end: ({ proxy }) => proxy.behave({}),
    alone: true,
  },
  emptied: { begin: ({ shared }) => shared((client) => client.flushAll()), end: () => {}, alone: false },
};

export const title = 'Redis is stopped, paused, slow and emptied while two gateways count in it';
export const pass =
  'no more is served than what was left times two (emptied: the limit and what was on its way), nothing afterwards; the ' +
  'next calls are counted in Redis without a restart; confirmations, revoked keys and the audit log are as ever';

export async function run({ short }) {
  const { limit, rounds } = short ? SHORT : LONG;
  await using open = new AsyncDisposableStack();
  const world = await startWorld(open, limit, rounds);
  const rows = [];
  for (let round = 0; round < rounds; round += 1) {
    for (const [name, fault] of Object.entries(FAULTS)) {
      rows.push(...(await limitsUnder({ name, fault, round }, world, limit)));
    }
  }
  rows.push(...(await othersWhileStopped(world)));
  return merged(rows);
}

async function startWorld(open, limit, rounds) {
  const folder = mkdtempSync(join(tmpdir(), 'odoo-mcp-soak-'));
  open.defer(() => rmSync(folder, { recursive: true }));
  const sandbox = open.adopt(await startSandbox(), (program) => program.stop());
  const redis = open.adopt(await RealRedis.start(), (started) => started.remove());
  const proxy = open.adopt(await WireProxy.start(redis.url), (started) => started.close());
  const callers = Array.from({ length: rounds }, (_, round) =>
    Object.keys(FAULTS).flatMap((name) => namesOf(name, round)),
  );
  const keys = [...callers.flat(), 'other', 'revoked'].map((id) => keyOf(id, { connection: 'sandbox' }));
  const access = { connections: { sandbox: sandboxConnection(sandbox) }, keys };
  const file = open.adopt(accessFile(access), (made) => made.remove());
  const audits = ['one', 'other'].map((name) => join(folder, `${name}.jsonl`));
  const gateways = [];
  for (const AUDIT_FILE of audits) {
    const settings = {
      ...file.settings,
      AUDIT_FILE,
      MCP_MODE: 'readwrite',
      REDIS_URL: proxy.url.replace('http:', 'redis:'),
      STATE_SECRET: 'the-same-secret-for-both-gateways',
      RATE_LIMIT_REQUESTS: String(limit),
      RATE_LIMIT_WINDOW: '3600',
    };
    gateways.push(open.adopt(await startGateway(sandbox.url, settings), (program) => program.stop()));
  }
  const shared = async (use) => {
    const client = await createClient({ url: redis.url }).connect();
    return use(client).finally(() => client.close());
  };
  return { redis, proxy, gateways, access, file, audits, shared };
}

/** Whose limit is tried, and who calls afterwards: one at each gateway. */
const namesOf = (fault, round) => ['', '-after-one', '-after-other'].map((end) => `${fault}-${round}${end}`);

function callersOf({ gateways }, id) {
  const all = gateways.map(({ url }) => callerTo(url, { key: secretOf(id), connections: AT_ONCE }));
  return {
    all,
    /** By the gateways in turn. */
    call: (number) => all[number % all.length].post(...ONE_POINT),
    close: () => Promise.all(all.map((caller) => caller.close())),
  };
}

async function limitsUnder({ name, fault, round }, world, limit) {
  const [tried, ...later] = namesOf(name, round);
  await using open = new AsyncDisposableStack();
  const callers = open.adopt(callersOf(world, tried), (all) => all.close());
  const before = await many(callers.call, limit / 2, AT_ONCE);
  const during = many(callers.call, 2 * limit, AT_ONCE);
  await fault.begin(world);
  const answers = [...before, ...(await during)];
  await fault.end(world);
  const ended = performance.now();
  const since = await Promise.all(later.map((id, number) => countedSince(world, world.gateways[number], id)));
  const back = Math.max(...since) - ended;
  const after = await many(callers.call, AT_ONCE, AT_ONCE);
  const served = answers.filter(({ status }) => status === 200).length;
  const odd = answers.filter(({ status }) => status !== 200 && status !== 429);
  // What both know may lack what is under way, and so may what they count before each has shown it.
  const most = (fault.alone ? limit / 2 + 2 * (limit / 2) : limit) + 4 * AT_ONCE;
  const longest = Math.max(...answers.map(({ ms }) => ms));
  return [
    { name: `${name}: served`, value: served, limit: `${limit} to ${most}`, ok: served >= limit && served <= most },
    atMost(`${name}: served afterwards`, byStatus(after)[200] ?? 0, 0),
    atMost(`${name}: answered otherwise`, odd.length, 0, { note: odd[0]?.text.slice(0, 200) }),
    atLeast(`${name}: gateways whose next calls are all counted in Redis`, since.filter(Number.isFinite).length, 2),
    atMost(`${name}: they are after`, back, BACK_MS, { unit: 'ms', timing: true }),
    atMost(`${name}: longest answer`, longest, ANSWER_MS, { unit: 'ms', timing: true }),
  ];
}

/**
 * Since when Redis knows of all calls of one who calls only here; it may know of more, which are counted ahead. Once is not
 * enough: an answer that comes too late has counted some ahead too.
 * @returns Infinity where it does not come to that.
 */
async function countedSince({ shared }, { url }, id) {
  await using open = new AsyncDisposableStack();
  const caller = open.adopt(callerTo(url, { key: secretOf(id), connections: 1 }), (made) => made.close());
  let [made, inRow, since] = [0, 0, Number.POSITIVE_INFINITY];
  const counted = await happens(async () => {
    if ((await caller.post(...ONE_POINT)).status === 200) made += 1;
    const known = Number(await shared((client) => client.get(`odoo-mcp:rate:caller:${id}:3600000`)));
    inRow = made > 0 && known >= made ? inRow + 1 : 0;
    if (inRow === 1) since = performance.now();
    return inRow === IN_ROW;
  });
  return counted ? since : Number.POSITIVE_INFINITY;
}

/** What does not need Redis goes on without it. What replicas come to share in Redis besides has its place here. */
async function othersWhileStopped(world) {
  await using open = new AsyncDisposableStack();
  const { all } = open.adopt(callersOf(world, 'other'), (callers) => callers.close());
  const revoked = open.adopt(callersOf(world, 'revoked'), (callers) => callers.close());
  const [one, other] = all;
  const written = linesOf(world.audits, 'write');
  world.redis.down();
  open.defer(() => world.redis.up());
  const id = await newPartner(one);
  const confirmed = await agreedToUnlink(other, id, await askedToUnlink(one, id));
  const known = await many(revoked.call, 2, 1);
  world.file.replace({ ...world.access, keys: world.access.keys.filter((key) => key.id !== 'revoked') });
  const refused = await happens(async () => (await many(revoked.call, 2, 1)).every(({ status }) => status === 401));
  const lines = linesOf(world.audits, 'write') - written;
  const broken = world.audits.map((file) => brokenAt([file])).find(Boolean);
  return [
    atLeast('stopped: confirmed at the other gateway', Number(confirmed), 1),
    atLeast('stopped: a revoked key is refused by both', Number(refused && byStatus(known)[200] === 2), 1),
    { name: 'stopped: lines of a create and an unlink', value: lines, limit: '= 2', ok: lines === 2 },
    atMost('stopped: audit logs that are not whole', broken ? 1 : 0, 0, { note: broken }),
  ];
}

/** Of rounds the worst one. */
function merged(rows) {
  return Object.values(Object.groupBy(rows, ({ name }) => name)).map((all) => {
    const isLeast = String(all[0].limit).startsWith('≥');
    return all.toSorted((one, other) => (isLeast ? one.value - other.value : other.value - one.value))[0];
  });
}
