import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';

/** A file of the pages, as it is sent. */
export interface PageFile {
  readonly body: Buffer;
  readonly type: string;
  readonly etag: string;
}

export const PAGE_FILES = Symbol('PAGE_FILES');

/** By name. A request is looked up here and never on the disk, so no path leads out of the folder. */
export type PageFiles = ReadonlyMap<string, PageFile>;

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/** Everything in the folder of pages. @throws where a file is of a type that nobody has thought of. */
export function readPageFiles(folder = join(import.meta.dirname, 'pages')): PageFiles {
  return new Map(readdirSync(folder).map((name) => [name, readPageFile(join(folder, name))]));
}

function readPageFile(path: string): PageFile {
  const type = TYPES[extname(path)];
  if (type === undefined) throw new Error(`${path} is of no type that pages are served with.`);
  const body = readFileSync(path);
  return { body, type, etag: `"${createHash('sha256').update(body).digest('base64url')}"` };
}
