// Renders the overlays of deploy/kubernetes and holds what comes out against the schemas of Kubernetes, of the Gateway
// API and of the Prometheus operator: the manifests and what is wrong with them, as JSON on standard output.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseAllDocuments } from 'yaml';
import { kubectl } from './kubectl.mjs';

const root = fileURLToPath(new URL('../../', import.meta.url));
const packages = join(root, 'test/peers/node_modules');

/** The package of each API that may be used. */
const SCHEMAS = {
  v1: 'kubernetes-models/v1',
  'apps/v1': 'kubernetes-models/apps/v1',
  'autoscaling/v2': 'kubernetes-models/autoscaling/v2',
  'networking.k8s.io/v1': 'kubernetes-models/networking.k8s.io/v1',
  'policy/v1': 'kubernetes-models/policy/v1',
  'gateway.networking.k8s.io/v1': '@kubernetes-models/gateway-api/gateway.networking.k8s.io/v1',
  'monitoring.coreos.com/v1': '@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1',
};

const folders = process.argv.slice(2);
const rendered = Object.fromEntries(folders.map((folder) => [folder, render(folder)]));
const manifests = Object.values(rendered).flat();
const problems = [...(await violations(manifests)), ...strayMembers(manifests)];
process.stdout.write(JSON.stringify({ rendered, problems }));

function render(folder) {
  const text = execFileSync(kubectl(), ['kustomize', folder], { encoding: 'utf8' });
  return parseAllDocuments(text).map((document) => document.toJS());
}

/** Values that a schema refuses: missing members, wrong types, patterns, bounds. */
async function violations(all) {
  const found = [];
  for (const manifest of all) {
    const module = await import(pathToFileURL(join(packages, SCHEMAS[manifest.apiVersion], 'index.js')).href);
    try {
      new module[manifest.kind](manifest).validate();
    } catch (error) {
      found.push(`${manifest.kind} ${manifest.metadata.name}: ${error.message}`);
    }
  }
  return found;
}

/** The schemas let members pass that they do not know, such as mistyped ones; the types made of them do not. */
function strayMembers(all) {
  const folder = mkdtempSync(join(tmpdir(), 'odoo-mcp-manifests-'));
  try {
    symlinkSync(packages, join(folder, 'node_modules'));
    writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
    writeFileSync(join(folder, 'manifests.ts'), all.map(declaration).join('\n'));
    const compiler = join(root, 'node_modules/typescript7/bin/tsc');
    const options = ['--noEmit', '--strict', '--skipLibCheck', '--module', 'nodenext', 'manifests.ts'];
    execFileSync(process.execPath, [compiler, ...options], { cwd: folder, encoding: 'utf8' });
    return [];
  } catch ({ stdout, message }) {
    return [stdout || message];
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function declaration(manifest, at) {
  const { apiVersion, kind } = manifest;
  const type = `import('${SCHEMAS[apiVersion]}').I${kind}`;
  return `export const manifest${at}: ${type} = ${JSON.stringify(manifest, undefined, 1)};`;
}
