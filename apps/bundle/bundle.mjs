// `npm run bundle:mcpb`: what is built, and the packages that it needs to run, as one file that Claude Desktop installs.
// The same sources and lock make the same bytes, wherever and whenever it is packed.
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join, relative, sep } from 'node:path';
import { zipSync } from 'fflate';

const root = new URL('../../', import.meta.url).pathname;
const target = join(root, 'dist/odoo-mcp-server.mcpb');

/** What a program does not need to run. */
const SKIPPED_FILES = /\.(?:map|md|markdown|tsbuildinfo)$|\.[cm]?ts$/i;
const SKIPPED_FOLDERS = new Set([
  '.github',
  '.vscode',
  'benchmark',
  'benchmarks',
  'example',
  'examples',
  'test',
  'tests',
]);

/** Earliest that a zip can say, in local time, as zip has it. */
const MOMENT = new Date(1980, 0, 1);

const manifest = readJson('package.json');
const files = new Map();
put('manifest.json', json({ ...readJson('apps/bundle/manifest.json'), version: manifest.version }));
put('LICENSE', readFileSync(join(root, 'LICENSE')));
const { name, version, type, imports } = manifest;
put('server/package.json', json({ name, version, private: true, type, imports }));
for (const folder of ['dist/apps/gateway', 'dist/libs']) putFolder(folder);
for (const folder of productionPackages()) putFolder(folder);
const bytes = pack();
mkdirSync(join(root, 'dist'), { recursive: true });
writeFileSync(target, bytes);
const sha256 = createHash('sha256').update(bytes).digest('hex');
writeRegistryEntry(sha256);
process.stdout.write(`${relative(root, target)}: ${files.size} files, ${bytes.length} bytes, sha256 ${sha256}\n`);

/** Folders of the packages that the lock has for running alone. Those of one system only would not run on others. */
function productionPackages() {
  const { packages } = readJson('package-lock.json');
  const wanted = Object.entries(packages).filter(
    ([folder, { dev, optional, devOptional }]) => folder !== '' && !dev && !optional && !devOptional,
  );
  const bound = wanted.filter(([, { os, cpu }]) => os ?? cpu).map(([folder]) => folder);
  if (bound.length > 0) throw new Error(`These packages run on some systems only: ${bound.join(', ')}`);
  return wanted.map(([folder]) => folder);
}

/** All that a program needs of a folder. Packages within a package are packages of their own. */
function putFolder(folder) {
  for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
    const path = `${folder}/${entry.name}`;
    if (entry.isFile() && !SKIPPED_FILES.test(entry.name)) put(`server/${path}`, readFileSync(join(root, path)));
    if (entry.isDirectory() && entry.name !== 'node_modules' && !isSkipped(folder, entry.name)) putFolder(path);
  }
}

/** At the top of a package only: further down a name may mean anything. */
function isSkipped(folder, entry) {
  const isPackage = /node_modules\/(?:@[^/]+\/)?[^/]+$/.test(folder);
  return isPackage && SKIPPED_FOLDERS.has(entry);
}

/** What the MCP registry is told of a release, where RELEASE_URL says from which folder it can be fetched. */
function writeRegistryEntry(fileSha256) {
  const { RELEASE_URL } = process.env;
  if (!RELEASE_URL) return;
  const identifier = `${RELEASE_URL.replace(/\/$/, '')}/${basename(target)}`;
  const released = { registryType: 'mcpb', identifier, version, fileSha256, transport: { type: 'stdio' } };
  writeFileSync(join(root, 'dist/server.json'), json({ ...readJson('server.json'), packages: [released] }));
}

function pack() {
  const names = [...files.keys()].sort((one, other) => (one < other ? -1 : 1));
  const unixFile = { os: 3, attrs: (0o100644 << 16) >>> 0, mtime: MOMENT };
  return zipSync(Object.fromEntries(names.map((path) => [path, [files.get(path), unixFile]])), { level: 9 });
}

function put(path, content) {
  files.set(path.replaceAll(sep, '/'), typeof content === 'string' ? Buffer.from(content) : content);
}

function readJson(path) {
  return JSON.parse(readFileSync(join(root, path), 'utf8'));
}

function json(value) {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}
