import {
  chownSync,
  closeSync,
  fsyncSync,
  openSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';

/** @returns undefined for a file that is not there. */
export function readFile(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Puts a whole file in the place of another, with its mode and owner, so that no reader meets half of it. */
export function replaceFile(path: string, text: string): void {
  const before = statSync(path, { throwIfNoEntry: false });
  // What a link points at, and not the link.
  const target = before ? realpathSync(path) : path;
  const beside = join(dirname(target), `.${basename(target)}.${process.pid}.tmp`);
  const mode = before ? before.mode & 0o777 : 0o600;
  const file = openSync(beside, 'wx', mode);
  try {
    writeSync(file, text);
    fsyncSync(file);
    closeSync(file);
    if (before && before.uid !== process.getuid?.()) chownSync(beside, before.uid, before.gid);
    renameSync(beside, target);
  } catch (error) {
    rmSync(beside, { force: true });
    throw error;
  }
}
