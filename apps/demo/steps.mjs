// Steps of a run that a person watches: each says what it does and how long it took.
import { spawn } from 'node:child_process';
import { createWriteStream, mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

export const root = new URL('../../', import.meta.url).pathname;

const logFolder = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'odoo-mcp-server');
mkdirSync(logFolder, { recursive: true });
export const logFile = join(logFolder, 'demo.log');
const log = createWriteStream(logFile);

/** The Node that the lock file pins, once the packages are there; before that, whichever runs this. */
export const pinnedPath = `${join(root, 'node_modules/.bin')}:${process.env.PATH}`;

/** Runs a step and tells its time; what it does in detail is in the log. */
export async function step(title, work) {
  const started = Date.now();
  process.stdout.write(`▸ ${title} … `);
  try {
    const result = await work();
    process.stdout.write(`${seconds(started)}\n`);
    return result;
  } catch (error) {
    process.stdout.write(`failed after ${seconds(started)}\n`);
    throw error;
  }
}

export function seconds(started) {
  return `${((Date.now() - started) / 1000).toFixed(1)} s`;
}

/**
 * Runs a program to its end. Its output goes to the log, or to the terminal with `show`.
 * @returns its exit code and what it wrote on standard output.
 */
export function run(command, args, { env = {}, show = false } = {}) {
  const child = spawn(command, args, {
    cwd: root,
    env: { ...process.env, PATH: pinnedPath, ...env },
    stdio: ['ignore', show ? 'inherit' : 'pipe', show ? 'inherit' : 'pipe'],
  });
  let output = '';
  child.stdout?.on('data', (chunk) => {
    output += chunk;
    log.write(chunk);
  });
  child.stderr?.on('data', (chunk) => log.write(chunk));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ code: code ?? 1, output }));
  });
}

/** Starts a program that stays; its output goes to the log. */
export function start(command, args, env) {
  const child = spawn(command, args, {
    cwd: root,
    env: { ...process.env, PATH: pinnedPath, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let lastWords = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      lastWords = (lastWords + chunk).slice(-2000);
      log.write(chunk);
    });
  }
  return { child, lastWords: () => lastWords.trim() };
}

/** Ends a program that `start` started, and waits until it has ended. */
export function stop({ child }) {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    child.once('close', resolve);
    child.kill('SIGTERM');
  });
}

/** Waits until an address answers, or until the program behind it has ended. */
export async function untilServing(url, program, patienceMs = 30_000) {
  const deadline = Date.now() + patienceMs;
  for (;;) {
    if (program.child.exitCode !== null) throw new Error(program.lastWords());
    const answer = await fetch(url).catch(() => undefined);
    if (answer?.ok) return;
    if (Date.now() > deadline) throw new Error(`${url} does not answer. ${program.lastWords()}`);
    await new Promise((resolve) => {
      setTimeout(resolve, 100);
    });
  }
}
