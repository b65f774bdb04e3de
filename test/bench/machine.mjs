// What figures were taken on, which is part of them.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { arch, cpus, release, totalmem } from 'node:os';
import { root } from '../../apps/demo/steps.mjs';

export function machine() {
  return {
    node: process.version,
    system: `Linux ${release()}`,
    architecture: arch(),
    processor: cpus()[0]?.model ?? 'unknown',
    processors: cpus().length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    odoo: odooVersion(),
    commit: commit(),
  };
}

/**
 * From now on.
 * @returns what tells the share of the processors' time, 0 to 1, that a virtual machine's host has given to others.
 */
export function watchStolen() {
  const before = processorTimes();
  return () => {
    const spent = processorTimes().map((time, at) => time - before[at]);
    const all = spent.reduce((sum, time) => sum + time, 0);
    return all === 0 ? 0 : Number((spent[STOLEN] / all).toFixed(3));
  };
}

/** Of /proc/stat: user, nice, system, idle, iowait, irq, softirq, steal; what follows is part of the first two. */
const STOLEN = 7;

function processorTimes() {
  const [line] = readFileSync('/proc/stat', 'utf8').split('\n');
  return line
    .split(/\s+/)
    .slice(1, STOLEN + 2)
    .map(Number);
}

/** Ends with `+` where what runs is not what was committed. */
function commit() {
  const git = (...args) => execFileSync('git', args, { cwd: root, encoding: 'utf8' }).trim();
  const changed = git('status', '--porcelain', '--', 'apps', 'libs', 'package-lock.json');
  return `${git('rev-parse', '--short', 'HEAD')}${changed === '' ? '' : '+'}`;
}

/** Of the real Odoo 19, where it runs. */
function odooVersion() {
  try {
    const stdio = ['ignore', 'pipe', 'ignore'];
    const info = execFileSync('bash', ['test/odoo/odoo.sh', 'info', '--version', '19'], {
      cwd: root,
      encoding: 'utf8',
      stdio,
    });
    return JSON.parse(info).version;
  } catch {
    return undefined;
  }
}
