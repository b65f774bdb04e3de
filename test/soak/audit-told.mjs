// What an audit file says afterwards.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { root } from '../../apps/demo/steps.mjs';

/** How many lines there are of an event, in these files. */
export function linesOf(files, event) {
  return files
    .flatMap((file) => readFileSync(file, 'utf8').split('\n'))
    .filter((line) => line.includes(`"event":"${event}"`)).length;
}

/** @param files of one log, oldest first. @returns undefined, or what is wrong. */
export function brokenAt(files) {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['dist/apps/audit/src/main.js', 'verify', ...files], {
    cwd: root,
    encoding: 'utf8',
  });
  return status === 0 ? undefined : stdout + stderr;
}
