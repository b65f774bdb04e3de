// Jest runs as CommonJS (some Nest packages are CommonJS and require others), so packages that ship ES modules only
// have to be transformed on the way in. Their names come from the lock file, so the list never goes stale.
import { existsSync, readFileSync } from 'node:fs';

const root = new URL('../../', import.meta.url);
const lock = JSON.parse(readFileSync(new URL('package-lock.json', root), 'utf8'));

function shipsOnlyModules(folder) {
  const manifest = new URL(`${folder}/package.json`, root);
  return existsSync(manifest) && JSON.parse(readFileSync(manifest, 'utf8')).type === 'module';
}

const names = Object.keys(lock.packages)
  .filter((folder) => folder.startsWith('node_modules/') && shipsOnlyModules(folder))
  .map((folder) => folder.slice(folder.lastIndexOf('node_modules/') + 'node_modules/'.length))
  .map((name) => name.replaceAll('.', '\\.'));

export const transformIgnorePatterns = [`/node_modules/(?!(?:.*/node_modules/)?(?:${[...new Set(names)].join('|')})/)`];
