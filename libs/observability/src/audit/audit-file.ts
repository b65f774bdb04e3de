import { createHash } from 'node:crypto';
import { type FileHandle, open, readdir, rename, stat, unlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { type Link, type ReadLine, readLine } from './hash-chain.js';

/** Above the longest line there can be. */
const TAIL_BYTES = 65_536;
const HEAD_BYTES = 128;
const OWNER_ONLY = 0o600;

/** The file is not where it was: whoever took it away took its lines along. */
export class AuditFileGone extends Error {}

/** Half a line at the end of a file, which a process left that ended while writing. */
export interface TornLine {
  readonly bytes: number;
  readonly sha256: string;
}

/** What the end of a file tells when it is opened. */
export interface FileEnd {
  readonly last: ReadLine | undefined;
  readonly torn: TornLine | undefined;
  /** The last line that was known to be in it, from the file beside it. */
  readonly head: Link | undefined;
}

/** One open file of lines, which only ever grows, and the file beside it that tells its last line. */
export class AuditFile {
  private constructor(
    readonly path: string,
    private readonly handle: FileHandle,
    private readonly head: FileHandle,
    private readonly inode: number,
    readonly end: FileEnd,
    private bytes: number,
  ) {}

  static async open(path: string): Promise<AuditFile> {
    const handle = await open(path, 'a+', OWNER_ONLY);
    try {
      const { size, ino } = await handle.stat();
      const { closed, ...end } = await readEnd(handle, size);
      if (!closed) await handle.appendFile('\n');
      const head = await open(headOf(path), 'a+', OWNER_ONLY).then((made) => reopened(made, headOf(path)));
      return new AuditFile(path, handle, head, ino, { ...end, head: await readHead(head) }, size);
    } catch (error) {
      await handle.close();
      throw error;
    }
  }

  get size(): number {
    return this.bytes;
  }

  /**
   * @param sync forces the lines to the disk before it is done.
   * @throws AuditFileGone, or what the system says.
   */
  async append(lines: string, { sync, last }: { readonly sync: boolean; readonly last: Link }): Promise<void> {
    await this.requireInPlace();
    await this.handle.appendFile(lines);
    if (sync) await this.handle.datasync();
    this.bytes += Buffer.byteLength(lines);
    const text = JSON.stringify(last).padEnd(HEAD_BYTES - 1);
    await this.head.write(`${text}\n`, 0);
  }

  /** Puts it aside under the number of its last line, and deletes the oldest of those beyond `keep`; 0 keeps all. */
  async putAside(seq: number, keep: number): Promise<void> {
    await this.requireInPlace();
    await this.close();
    await rename(this.path, `${this.path}.${String(seq).padStart(NUMBER_DIGITS, '0')}`);
    if (keep === 0) return;
    const aside = await filesAside(this.path);
    await Promise.all(aside.slice(0, -keep).map((path) => unlink(path)));
  }

  async close(): Promise<void> {
    await Promise.all([this.handle.close(), this.head.close()]);
  }

  private async requireInPlace(): Promise<void> {
    const found = await stat(this.path).catch(() => undefined);
    if (found?.ino !== this.inode) throw new AuditFileGone(`${this.path} was removed or replaced.`);
  }
}

const NUMBER_DIGITS = 12;

/** The files of this log that were put aside, oldest first. */
export async function filesAside(path: string): Promise<string[]> {
  const prefix = `${basename(path)}.`;
  const names = await readdir(dirname(path));
  const aside = names.filter((name) => name.startsWith(prefix) && /^\d{12}$/.test(name.slice(prefix.length)));
  return aside.sort().map((name) => join(dirname(path), name));
}

export function headOf(path: string): string {
  return `${path}.head`;
}

/** Made if it was not there, and then written at its beginning, which a handle that appends cannot. */
async function reopened(made: FileHandle, path: string): Promise<FileHandle> {
  await made.close();
  return open(path, 'r+');
}

async function readHead(handle: FileHandle): Promise<Link | undefined> {
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
  return headIn(buffer.toString('utf8', 0, bytesRead));
}

/** @returns undefined for text that is no head. */
export function headIn(text: string): Link | undefined {
  try {
    const { seq, hash } = JSON.parse(text) as Partial<Link>;
    return Number.isSafeInteger(seq) && /^[0-9a-f]{64}$/.test(hash ?? '')
      ? { seq: Number(seq), hash: `${hash}` }
      : undefined;
  } catch {
    return undefined;
  }
}

/** @returns `closed` false for a last line that is whole but for its line feed. */
async function readEnd(
  handle: FileHandle,
  size: number,
): Promise<Pick<FileEnd, 'last' | 'torn'> & { readonly closed: boolean }> {
  const length = Math.min(size, TAIL_BYTES);
  const { buffer } = await handle.read(Buffer.alloc(length), 0, length, size - length);
  const end = buffer.lastIndexOf(LINE_FEED) + 1;
  const rest = buffer.subarray(end);
  const lines = buffer.toString('utf8', 0, end).split('\n');
  const open = readLine(rest.toString());
  return {
    last: open ?? lines.map(readLine).findLast((line) => line !== undefined),
    torn: rest.length > 0 && !open ? tornLine(rest) : undefined,
    closed: !open,
  };
}

const LINE_FEED = 0x0a;

export function tornLine(bytes: Buffer): TornLine {
  return { bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') };
}
