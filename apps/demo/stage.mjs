// What a demonstration stands on: packages, a build, an Odoo, and a gateway in front of it.
import { createServer } from 'node:net';
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { logFile, pinnedPath, root, run, start, step, stop, untilServing } from './steps.mjs';

const NO_REAL_ODOO = 3;
const SANDBOX_PORT = process.env.SANDBOX_PORT ?? '8169';
export const port = process.env.SERVER_PORT ?? '8000';
const running = [];

/** Everything up to where a gateway can be started. Runs on Node 20 without any package installed. */
export async function prepare() {
  await requireFreePort(port);
  await installPackages();
  await step('Building the gateway', () => must('npm', ['run', '--silent', 'build']));
}

async function installPackages() {
  const installed = join(root, 'node_modules/.package-lock.json');
  const lock = join(root, 'package-lock.json');
  if (existsSync(installed) && statSync(installed).mtimeMs >= statSync(lock).mtimeMs) return;
  await step('Installing npm packages', () => must('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error']));
}

/** Settings of the Odoo to show: your own, a real one of this machine, or the sandbox. */
export async function findOdoo() {
  if (process.env.ODOO_URL) {
    process.stdout.write(`▸ Using the Odoo at ODOO_URL\n`);
    return { kind: 'own', settings: {} };
  }
  process.stdout.write('▸ Bringing up a real Odoo 19 with demo data\n');
  const up = await run('bash', ['test/odoo/odoo.sh', 'up', '--version', '19'], { show: true });
  if (up.code === NO_REAL_ODOO) return startSandbox();
  if (up.code !== 0) throw new Error('Odoo 19 did not come up; the lines above tell why.');
  const { output } = await run('bash', ['test/odoo/odoo.sh', 'info', '--version', '19']);
  const { url, database, login, password } = JSON.parse(output);
  return { kind: 'real', settings: connection(url, database, login, password) };
}

async function startSandbox() {
  process.stdout.write(`
  ┌────────────────────────────────────────────────────────────────────────┐
  │  SANDBOX: no real Odoo can be started here (no Docker, no root).        │
  │  What follows talks to a small look-alike with made-up companies.       │
  │  For a real one: run as root on Debian 12, or set ODOO_URL.             │
  └────────────────────────────────────────────────────────────────────────┘
`);
  const url = `http://127.0.0.1:${SANDBOX_PORT}`;
  await step('Starting the sandbox', async () => {
    const sandbox = start('node', ['dist/apps/sandbox/src/main.js'], { SANDBOX_PORT });
    running.push(sandbox);
    await untilServing(`${url}/web/version`, sandbox);
  });
  return { kind: 'sandbox', settings: connection(url, 'demo', 'admin', 'admin') };
}

function connection(url, database, username, password) {
  return { ODOO_URL: url, ODOO_DATABASE: database, ODOO_USERNAME: username, ODOO_PASSWORD: password };
}

/** @returns the running gateway, which stop() ends. */
export async function startGateway({ settings }, more = {}) {
  const env = { SERVER_HOST: '127.0.0.1', SERVER_PORT: port, SHUTDOWN_DELAY_MS: '0', ...settings, ...more };
  const gateway = start('node', ['--enable-source-maps', 'dist/apps/gateway/src/main.js'], env);
  running.push(gateway);
  await untilServing(`http://127.0.0.1:${port}/health`, gateway);
  return gateway;
}

async function must(command, args) {
  const { code } = await run(command, args);
  if (code !== 0) throw new Error(`"${command} ${args.join(' ')}" failed; see ${logFile}`);
}

function requireFreePort(wanted) {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', () => reject(new Error(`Port ${wanted} is taken: set SERVER_PORT to another one.`)));
    probe.listen(Number(wanted), '127.0.0.1', () => probe.close(resolve));
  });
}

async function end() {
  for (const program of running.toReversed()) await stop(program);
}

/** Runs a demonstration. What it has started ends with it, unless it says to stay up, or with a signal. */
export async function play(main) {
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => void end().then(() => process.exit(0)));
  process.env.PATH = pinnedPath;
  try {
    const staysUp = await main();
    if (!staysUp) await end();
  } catch (error) {
    process.stderr.write(`\n${error.message}\nDetails: ${logFile}\n`);
    await end();
    process.exitCode = 1;
  }
}
