// What figures were taken on, which is part of them.
import { execFileSync } from 'node:child_process';
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
