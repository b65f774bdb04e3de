import 'reflect-metadata';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { checkSetup } from './checks/check-setup.js';
import { configureClaude } from './claude/claude-config.js';
import { examplesText } from './claude/examples.js';
import { showHealth, showMode } from './gateway/gateway-commands.js';
import { Mistake } from './mistake.js';
import type { Surroundings } from './surroundings.js';
import { Terminal } from './terminal.js';

/** The folder of this project. */
const ROOT = join(import.meta.dirname, '../../../..');

const USAGE = 'Say one of claude-config, claude-examples, check-setup, check-mode, health-check.';

try {
  process.loadEnvFile();
} catch {
  // Settings need not be in a file.
}

/** @returns whether all is well. */
async function run([command = '', ...args]: readonly string[], around: Surroundings): Promise<boolean> {
  switch (command) {
    case 'claude-config':
      await configureClaude(args, around);
      return true;
    case 'claude-examples':
      around.terminal.out(examplesText());
      return true;
    case 'check-setup':
      return checkSetup(args, ROOT, around);
    case 'check-mode':
      await showMode(args, around);
      return true;
    case 'health-check':
      return showHealth(args, around);
    default:
      throw new Mistake(USAGE);
  }
}

/** Whoever called it is told in words, and by the exit code. */
function fail(error: unknown): boolean {
  const text = error instanceof Mistake ? error.message : ((error as Error).stack ?? String(error));
  process.stderr.write(`${text}\n`);
  return false;
}

function end(isWell: boolean): void {
  terminal.close();
  process.exitCode = isWell ? 0 : 1;
}

const terminal = new Terminal({ input: process.stdin, output: process.stdout, notes: process.stderr });

void run(process.argv.slice(2), {
  environment: process.env,
  platform: process.platform,
  home: homedir(),
  now: () => new Date(),
  terminal,
}).then(end, (error: unknown) => end(fail(error)));
