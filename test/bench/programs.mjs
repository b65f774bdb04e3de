// The programs that are measured, each a process of its own, so that its CPU time is its own too.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { root } from '../../apps/demo/steps.mjs';

export const KEY = 'a-key-for-benchmarks';

const SANDBOX = 'dist/apps/sandbox/src/main.js';
const GATEWAY = 'dist/apps/gateway/src/main.js';
/** As `npm start` and the image have them. */
const MEMORY = ['--max-old-space-size=1024', '--max-semi-space-size=8'];
const ARENAS = { MALLOC_ARENA_MAX: '2' };
const ROUTE = 'test/bench/forwarding-route.mjs';
const STATIC_ROUTE = 'test/bench/static-route.mjs';
const BARE_NEST = 'test/bench/bare-nest.mjs';

/**
 * Starts a program and waits for the line that names its address; what it says after that is heard at `lines`.
 * @param under a command, with its arguments, that becomes the program; `talks`: a module in it answers messages.
 */
async function start(file, env, flags = [], { under = [], talks = false } = {}) {
  const [command, ...args] = [...under, process.execPath, ...flags, file];
  const child = spawn(command, args, {
    cwd: root,
    env: { PATH: process.env.PATH, SHUTDOWN_DELAY_MS: '0', ...env },
    stdio: ['ignore', 'pipe', 'inherit', ...(talks ? ['ipc'] : [])],
  });
  const lines = createInterface({ input: child.stdout });
  const url = await new Promise((resolve, reject) => {
    child.once('close', (code) => reject(new Error(`${file} ended with ${code}.`)));
    lines.on('line', (line) => {
      const found = /(?:^listening |"url":"|look-alike at )(?<url>http:[^",\s]+)/.exec(line);
      if (found) resolve(found.groups.url);
    });
  });
  const ended = once(child, 'close');
  const stop = async (signal = 'SIGTERM') => {
    child.kill(signal);
    await ended;
  };
  return { url, pid: child.pid, child, lines, stop };
}

export const startSandbox = (env = {}) => start(SANDBOX, { SANDBOX_PORT: '0', ...env });

const odooSettings = (url) => ({
  ODOO_URL: url,
  ODOO_DATABASE: 'demo',
  ODOO_USERNAME: 'admin',
  ODOO_PASSWORD: 'admin',
});

/** @param flags of Node. @param how as `start` says. */
export const startGateway = (odooUrl, env = {}, flags = [], how = {}) => {
  const settings = {
    ...ARENAS,
    ...odooSettings(odooUrl),
    SERVER_HOST: '127.0.0.1',
    SERVER_PORT: '0',
    API_KEY: KEY,
    // A short window: no caller within its limit ever has thousands of hits to be counted.
    RATE_LIMIT_REQUESTS: '1000000',
    RATE_LIMIT_WINDOW: '1',
    // All clients of a bench have one address.
    MAX_CONNECTIONS_PER_ADDRESS: '100000',
  };
  return start(GATEWAY, { ...settings, ...env }, [...MEMORY, ...flags], how);
};

/** What a gateway would cost that does nothing but pass one call on. */
export const startForwardingRoute = (odooUrl) => start(ROUTE, odooSettings(odooUrl));

/** Answers each path with what it has for it. @param answers by path, `{type, text}`. */
export const startStaticRoute = (answers) => start(STATIC_ROUTE, { ANSWERS: JSON.stringify(answers) });

/** Nest on Fastify with one controller and nothing else, under the flags of the gateway. */
export const startBareNest = () => start(BARE_NEST, {}, MEMORY);

/**
 * CPU time that the threads of a process have used so far, in milliseconds, by the kernel's count: to the nanosecond, where
 * /proc/<pid>/stat has ticks of 10 ms.
 */
export function cpuMs(pid) {
  const folder = `/proc/${pid}/task`;
  const nanoseconds = readdirSync(folder).map((thread) =>
    Number(readFileSync(`${folder}/${thread}/schedstat`, 'utf8').split(' ')[0]),
  );
  return nanoseconds.reduce((sum, one) => sum + one, 0) / 1_000_000;
}

/** Memory of a process that is there, in bytes. */
export function rssOf(pid) {
  const pages = Number(readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[1]);
  return pages * 4096;
}

/** How many sockets a process has. */
export function openSockets(pid) {
  const folder = `/proc/${pid}/fd`;
  return readdirSync(folder).filter((fd) => {
    try {
      return readlinkSync(`${folder}/${fd}`).startsWith('socket:');
    } catch {
      // Closed since the folder was read.
      return false;
    }
  }).length;
}
