import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The version in package.json; the service is started from the folder that holds it. */
export function packageVersion(): string {
  const manifest = JSON.parse(readFileSync(join(process.cwd(), 'package.json'), 'utf8')) as { version: string };
  return manifest.version;
}
