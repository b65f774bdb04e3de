import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Finding } from './finding.js';

interface Manifest {
  readonly version?: string;
  readonly engines: { readonly node: string };
  readonly dependencies: Readonly<Record<string, string>>;
}

/** @param root the folder of this project. @param running the version of Node that runs this. */
export function checkInstallation(root: string, running: string): Finding[] {
  const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Manifest;
  return [checkNode(manifest.engines.node, running), checkPackages(root, manifest.dependencies)];
}

function checkNode(wanted: string, running: string): Finding {
  const least = wanted.replace(/^>=/, '');
  const ok = running.replace(/^v/, '').localeCompare(least, 'en', { numeric: true }) >= 0;
  const found = `${running}, ${wanted} is wanted`;
  if (ok) return { name: 'Node', ok, found };
  return { name: 'Node', ok, found, advice: 'Run it by make or npm run, which use the Node that the lock pins.' };
}

function checkPackages(root: string, wanted: Readonly<Record<string, string>>): Finding {
  const wrong = Object.entries(wanted).filter(([name, version]) => installedVersion(root, name) !== version);
  const count = Object.keys(wanted).length;
  if (wrong.length === 0)
    return { name: 'npm packages', ok: true, found: `all ${count}, in the versions of package.json` };
  const names = wrong.map(([name]) => name).join(', ');
  return {
    name: 'npm packages',
    ok: false,
    found: `missing or in another version: ${names}`,
    advice: 'Run make install.',
  };
}

function installedVersion(root: string, name: string): string | undefined {
  try {
    return (JSON.parse(readFileSync(join(root, 'node_modules', name, 'package.json'), 'utf8')) as Manifest).version;
  } catch {
    return undefined;
  }
}
