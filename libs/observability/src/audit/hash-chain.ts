import { createHmac, createSecretKey, hash } from 'node:crypto';

/** The last line of a chain: what the next one hangs on. */
export interface Link {
  readonly seq: number;
  /** 64 hexadecimal digits. */
  readonly hash: string;
}

/** What the first line ever hangs on. */
export const GENESIS: Link = { seq: 0, hash: '0'.repeat(64) };

/** A line of the log before it is linked. Members that are undefined are left out. */
export type Entry = Readonly<Record<string, unknown>> & { readonly event: string };

export interface SealedLine {
  readonly text: string;
  readonly link: Link;
}

export type Hashes = (text: string) => string;

/**
 * SHA-256, or HMAC-SHA-256 where there is a secret.
 * @param purpose keeps what is made for one use from being shown for another.
 */
export function hasher(purpose: string, secret: string | undefined): Hashes {
  if (secret === undefined) return (text) => hash('sha256', text);
  // As bytes it would be made a key again for each hash, which costs more than the hash.
  const key = createSecretKey(createHmac('sha256', secret).update(purpose).digest());
  return (text) => createHmac('sha256', key).update(text).digest('hex');
}

/** The hash of the lines of a log, as written with AUDIT_SECRET or without. */
export function chainHasher(secret: string | undefined): Hashes {
  return hasher('audit chain', secret);
}

/** Links an entry to the line before it: the hash is that of the line's own text, which holds the one before. */
export function sealLine(entry: Entry, previous: Link, seal: Hashes): SealedLine {
  const seq = previous.seq + 1;
  const text = JSON.stringify({ seq, ...entry, prev: previous.hash });
  const sealed = seal(text);
  return { text: `${text.slice(0, -1)},"hash":"${sealed}"}`, link: { seq, hash: sealed } };
}

/** A line as it stands in a file. */
export interface ReadLine {
  readonly entry: Entry;
  readonly link: Link;
  readonly prev: string;
  /** What its hash is of. */
  readonly sealed: string;
}

const SEALED = /^(\{.*),"hash":"([0-9a-f]{64})"\}$/;

/** @returns undefined for what is no line of an audit log, half a line included. Its hash is not checked. */
export function readLine(text: string): ReadLine | undefined {
  const [, open, hash] = SEALED.exec(text) ?? [];
  if (open === undefined || hash === undefined) return undefined;
  const sealed = `${open}}`;
  const entry = parsed(sealed);
  if (!entry || !Number.isSafeInteger(entry['seq']) || typeof entry['prev'] !== 'string') return undefined;
  return { entry, link: { seq: Number(entry['seq']), hash }, prev: entry['prev'], sealed };
}

function parsed(text: string): Entry | undefined {
  try {
    return JSON.parse(text) as Entry;
  } catch {
    return undefined;
  }
}
