// What figures were taken on, which is part of them.
import { execFileSync } from 'node:child_process';
import { arch, cpus, totalmem } from 'node:os';
import { root } from '../../apps/demo/steps.mjs';

export function machine() {
  const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { cwd: root, encoding: 'utf8' }).trim();
  return {
    node: process.version,
    architecture: arch(),
    processor: cpus()[0]?.model ?? 'unknown',
    processors: cpus().length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    commit,
  };
}
