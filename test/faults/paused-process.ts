import { readFileSync } from 'node:fs';
import type { ChildProcess } from 'node:child_process';

/** Stops a process that the test itself has started, wherever it is, as a host without a processor left would. */
export function pauseProcess({ pid }: ChildProcess): void {
  process.kill(requirePid(pid), 'SIGSTOP');
}

export function resumeProcess({ pid }: ChildProcess): void {
  process.kill(requirePid(pid), 'SIGCONT');
}

/** As its kernel tells: `T` while it is paused, `S` or `R` while it is not. */
export function processState({ pid }: ChildProcess): string {
  const [, state = ''] = /\) (\S)/.exec(readFileSync(`/proc/${requirePid(pid)}/stat`, 'utf8')) ?? [];
  return state;
}

function requirePid(pid: number | undefined): number {
  if (pid === undefined) throw new Error('The process has not started.');
  return pid;
}
