// Real Redis and HAProxy of one benchmark, by the script that tests start theirs with.
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { root } from '../../apps/demo/steps.mjs';

const SCRIPT = join(root, 'test/services/services.sh');
const runScript = promisify(execFile);

export function startServices() {
  const folder = mkdtempSync(join(tmpdir(), 'odoo-mcp-services-'));
  const script = async (name, ...args) => {
    const { stdout } = await runScript('bash', [SCRIPT, ...args, '--folder', join(folder, name)]);
    return stdout;
  };
  const started = new Set();
  const end = (name) => script(name, 'down');
  return {
    /** @returns `{port, url, pid}` */
    up: async (name, { port, to }) => {
      started.add(name);
      const options = ['--port', String(port), ...(to === undefined ? [] : ['--to', to])];
      return JSON.parse(await script(name, 'up', name, ...options));
    },
    end,
    stop: async () => {
      for (const name of started) await end(name);
      rmSync(folder, { recursive: true });
    },
  };
}
