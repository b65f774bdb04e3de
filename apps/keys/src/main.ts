import 'reflect-metadata';
import { randomBytes } from 'node:crypto';
import { text } from 'node:stream/consumers';
import { ConfigurationError } from '#libs/config';
import { Mistake } from './key-file.js';
import { runKeyTool } from './key-tool.js';

try {
  process.loadEnvFile();
} catch {
  // Settings need not be in a file.
}

/** Whoever called it is told in words, and by the exit code. */
function fail(error: unknown): void {
  const expected = error instanceof Mistake || error instanceof ConfigurationError || 'code' in (error as Error);
  process.stderr.write(`${expected ? (error as Error).message : ((error as Error).stack ?? String(error))}\n`);
  process.exitCode = 1;
}

runKeyTool(process.argv.slice(2), {
  environment: process.env,
  now: new Date(),
  random: randomBytes,
  typed: () => text(process.stdin),
  out: (line) => void process.stdout.write(`${line}\n`),
  note: (line) => void process.stderr.write(`${line}\n`),
}).catch(fail);
