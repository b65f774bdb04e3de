// Processors of their own for two sides of a measurement, as if each had a machine: by taskset, in all arms alike.
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { root } from '../../apps/demo/steps.mjs';

const NOT_PINNED = 'no process was pinned';

/**
 * Gives the first half of the processors to one side and the second half to the other.
 * @param one `{name, pids}`, the latter a function; `other` the same.
 * @returns `told`, what was done in words; disposing of it gives every processor back to all of them.
 */
export function pinApart(one, other) {
  const all = allowedProcessors();
  const half = Math.floor(all.length / 2);
  const sides = [
    { ...one, processors: all.slice(0, half) },
    { ...other, processors: all.slice(half) },
  ];
  const undo = () => {
    for (const { pids } of sides) pin(pids(), all);
  };
  // Where one side cannot be told apart from others, pinning the other one would only take processors away.
  const possible = half > 0 && sides.every(({ pids }) => pids().length > 0);
  if (!possible || !sides.every(({ pids, processors }) => pin(pids(), processors))) {
    if (possible) undo();
    return { told: NOT_PINNED, [Symbol.dispose]() {} };
  }
  return {
    told: sides.map(({ name, processors }) => `${name} on ${named(processors)}`).join(', '),
    [Symbol.dispose]: undo,
  };
}

/** Processes of the real Odoo 19 and of its PostgreSQL; none where they are in a container. */
export function odooProcesses() {
  const status = execFileSync('bash', ['test/odoo/odoo.sh', 'status'], { cwd: root, encoding: 'utf8' });
  const found = /odoo 19\] running.*pid (?<odoo>\d+) \(PostgreSQL (?<postgres>\d+)\)/.exec(status)?.groups;
  return found ? withDescendants([Number(found.odoo), Number(found.postgres)]) : [];
}

function withDescendants(pids) {
  const parents = new Map(processes().map((pid) => [pid, parentOf(pid)]));
  const family = new Set(pids);
  for (const pid of family) {
    for (const [child, parent] of parents) if (parent === pid) family.add(child);
  }
  return [...family];
}

function processes() {
  return readdirSync('/proc').map(Number).filter(Boolean);
}

/** NaN of one that has ended by now. */
function parentOf(pid) {
  try {
    return Number(readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ')[1]);
  } catch {
    return Number.NaN;
  }
}

/** @returns whether all of them that are still there have these processors now. */
function pin(pids, processors) {
  return pids.every((pid) => {
    try {
      execFileSync('taskset', ['-a', '-p', '-c', processors.join(','), String(pid)], { stdio: 'ignore' });
      return true;
    } catch {
      return !existsSync(`/proc/${pid}`);
    }
  });
}

/** Those that this process may use. */
function allowedProcessors() {
  const { list } = /^Cpus_allowed_list:\s*(?<list>\S+)$/m.exec(readFileSync('/proc/self/status', 'utf8')).groups;
  return list.split(',').flatMap((range) => {
    const [from, to = from] = range.split('-').map(Number);
    return Array.from({ length: to - from + 1 }, (_, index) => from + index);
  });
}

function named(processors) {
  return `processor${processors.length === 1 ? '' : 's'} ${processors.join(', ')}`;
}
