// One limit for two gateways behind HAProxy, with a real Redis that lives, dies and returns; and what one count costs.
import { ThrottlerStorageService } from '@nestjs/throttler';
import { Agent, request } from 'undici';
import { MemoryRateCounts } from '../../dist/libs/state/src/memory-rate-counts.js';
import { spread } from './measure.mjs';
import { KEY, startGateway, startSandbox } from './programs.mjs';
import { startServices } from './real-services.mjs';

const CALLS = 10_000;
const CONCURRENCY = 32;
const LIMIT = 500;
/** By which the calls that are served may differ from the limit. */
const TOLERANCE = 0.01;
const REDIS_PORT = 26_379;
const PROXY_PORT = 26_380;

export const title = `${CALLS} calls to 2 gateways behind HAProxy, a limit of ${LIMIT}; and µs for one count in memory`;

export async function run() {
  const sandbox = await startSandbox();
  try {
    const living = await withGateways(sandbox, (url) => counted(url, CALLS));
    if (Math.abs(living.served - LIMIT) > LIMIT * TOLERANCE) throw new Error(`${living.served} calls were served.`);
    const { before, away, after } = await withGateways(sandbox, interrupted);
    return [
      spread('served', [living.served]),
      spread('refused', [living.refused]),
      spread('longest answer, ms', [living.longest]),
      spread('served before Redis dies', [before.served]),
      spread('served while it is away', [away.served]),
      spread('longest answer then, ms', [away.longest]),
      spread('served after its return', [after.served]),
      ...(await costs()),
    ];
  } finally {
    await sandbox.stop();
  }
}

async function withGateways(sandbox, use) {
  await using open = new AsyncDisposableStack();
  const services = open.adopt(startServices(), (started) => started.stop());
  const redis = () => services.up('redis', { port: REDIS_PORT });
  const { url: REDIS_URL } = await redis();
  const settings = {
    REDIS_URL,
    STATE_SECRET: 'the-same-secret-for-both-gateways',
    RATE_LIMIT_REQUESTS: String(LIMIT),
    RATE_LIMIT_WINDOW: '3600',
  };
  const ports = [];
  for (let index = 0; index < 2; index += 1) {
    const gateway = open.adopt(await startGateway(sandbox.url, settings), (program) => program.stop());
    ports.push(new URL(gateway.url).port);
  }
  const { url } = await services.up('haproxy', { port: PROXY_PORT, to: ports.join(',') });
  // Awaited here, or everything would end as soon as it has begun.
  return await use(url, { stop: () => services.end('redis'), start: redis });
}

/** Redis dies at half of the limit, and returns when nothing is served any more. */
async function interrupted(url, redis) {
  const before = await counted(url, LIMIT / 2);
  const dying = redis.stop();
  const away = await counted(url, CALLS / 2);
  await dying;
  await redis.start();
  const after = await counted(url, CALLS / 2);
  return { before, away, after };
}

/** @returns how many of so many calls were served and refused, and how long the longest took in milliseconds. */
async function counted(url, calls) {
  const dispatcher = new Agent({ connections: CONCURRENCY });
  const found = { served: 0, refused: 0, longest: 0 };
  let left = calls;
  const worker = async () => {
    while (left-- > 0) {
      const started = performance.now();
      const { statusCode, body } = await request(`${url}/mcp/tools/call`, {
        method: 'POST',
        dispatcher,
        headers: { 'content-type': 'application/json', authorization: `Bearer ${KEY}` },
        body: JSON.stringify({ method: 'odoo_count', params: { model: 'res.partner' } }),
      });
      const text = await body.text();
      found.longest = Math.max(found.longest, performance.now() - started);
      if (statusCode === 200) found.served += 1;
      else if (statusCode === 429) found.refused += 1;
      else throw new Error(`A call was answered ${statusCode}: ${text.slice(0, 300)}`);
    }
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, worker));
  await dispatcher.close();
  return found;
}

async function costs() {
  const counts = new MemoryRateCounts(100_000, () => performance.now());
  const budget = (key) => ({ name: 'caller', key: `caller:${key}:60000`, requests: 1e9, windowMs: 60_000 });
  const take = (key) => counts.take([budget(key)], 1);
  const throttler = new ThrottlerStorageService();
  const increment = () => throttler.increment('key', 60_000, 1e9, 0, 'default');
  const rows = [
    spread('one count, 1 key, µs', await rounds(() => take(0), 100_000)),
    spread('one count, 100,000 keys, µs', await rounds((index) => take(index % 100_000), 100_000)),
    spread("the throttler's own, 20,000 hits", await rounds(increment, 4000)),
  ];
  throttler.onApplicationShutdown();
  return rows;
}

/** Microseconds for one, in each of five rounds. */
async function rounds(count, times) {
  const found = [];
  for (let round = 0; round < 5; round += 1) {
    const started = performance.now();
    for (let index = 0; index < times; index += 1) await count(index);
    found.push(((performance.now() - started) * 1000) / times);
  }
  return found;
}
