import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The version in package.json; the service is started from the folder that holds it, where none is named. */
export function packageVersion(folder = process.cwd()): string {
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version: string };
  return manifest.version;
}
