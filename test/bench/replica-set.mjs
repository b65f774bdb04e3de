// Gateways that share a Redis, behind HAProxy with the configuration that operators are given.
import { once } from 'node:events';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { request } from 'undici';
import { startGateway } from './programs.mjs';
import { startServices } from './real-services.mjs';

const REPLICAS = 3;
/** Longer than HAProxy needs to notice. */
const DELAY_MS = 2000;
/** In which one that was started finds Odoo. */
const READY_MS = 60_000;
/** In which HAProxy finds one that has come back. */
const NOTICED_MS = 1000;

/**
 * @param odoo `{url, settings}` that gateways need for it, and how many there are.
 * @returns `url` of all, `pids()`, `replace(at)`, which has one end in order and starts it anew, `kill(at)`, and `stop`.
 */
export async function startReplicas({ url: odooUrl, settings, count = REPLICAS }) {
  const open = new AsyncDisposableStack();
  try {
    const services = open.adopt(startServices(), (started) => started.stop());
    const [redisPort, proxyPort, ...ports] = await freePorts(2 + count);
    const { url: REDIS_URL } = await services.up('redis', { port: redisPort });
    const start = (port) =>
      startGateway(odooUrl, {
        REDIS_URL,
        STATE_SECRET: 'a-secret-that-gateways-in-benchmarks-share',
        REDIS_TIMEOUT_MS: '1000',
        SHUTDOWN_DELAY_MS: String(DELAY_MS),
        MCP_MODE: 'readwrite',
        // How busy the machine is shall not matter.
        LOAD_MAX_LAG_MS: '60000',
        SERVER_PORT: String(port),
        // As operators have it; points are taken ahead only in windows that last.
        RATE_LIMIT_WINDOW: '60',
        STREAM_MAX_OPEN: '1000',
        WS_MAX_CALLS: '1000',
        TRUSTED_PROXIES: '127.0.0.1',
        ...settings,
      });
    const gateways = await Promise.all(ports.map(start));
    open.defer(() => Promise.all(gateways.map((gateway) => gateway?.stop())));
    const { url } = await services.up('haproxy', { port: proxyPort, to: ports.join(',') });
    return {
      url,
      pids: () => gateways.map(({ pid }) => pid),
      replace: async (at) => {
        await gateways[at].stop();
        gateways[at] = await start(ports[at]);
        await ready(gateways[at].url);
        await sleep(NOTICED_MS);
      },
      kill: async (at) => {
        const { stop } = gateways[at];
        gateways[at] = undefined;
        await stop('SIGKILL');
      },
      stop: () => open.disposeAsync(),
    };
  } catch (error) {
    await open.disposeAsync();
    throw error;
  }
}

async function ready(url) {
  for (const until = performance.now() + READY_MS; performance.now() < until; await sleep(50)) {
    const { statusCode, body } = await request(`${url}/health/ready`);
    await body.dump();
    if (statusCode === 200) return;
  }
  throw new Error(`A gateway is not ready after ${READY_MS} ms.`);
}

/** Free at this moment, and different from each other. */
async function freePorts(count) {
  const servers = await Promise.all(
    Array.from({ length: count }, async () => {
      const server = createServer().listen(0, '127.0.0.1');
      await once(server, 'listening');
      return server;
    }),
  );
  const ports = servers.map((server) => server.address().port);
  await Promise.all(
    servers.map((server) => {
      server.close();
      return once(server, 'close');
    }),
  );
  return ports;
}
