import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { headIn, headOf, type TornLine, tornLine } from './audit-file.js';
import { chainHasher, type Entry, GENESIS, type Hashes, type Link, type ReadLine, readLine } from './hash-chain.js';

/** What a whole chain holds. */
export interface VerifiedChain {
  readonly lines: number;
  readonly first: number;
  readonly last: Link;
  /** Writes and prints that were begun and of whose end no line tells, by number. */
  readonly unfinished: readonly number[];
}

/** The first thing that is wrong with a chain; its message says where and what. */
export class BrokenChain extends Error {
  constructor(file: string, line: number, problem: string) {
    super(`${file}: line ${line}: ${problem}`);
  }
}

export interface VerifyOptions {
  /** AUDIT_SECRET, where the lines were sealed with one. */
  readonly secret?: string | undefined;
  /** Hashes that must be in the chain, as another place has kept them. */
  readonly anchors?: readonly string[];
}

/**
 * Checks every line of the files, which are parts of one log, oldest first, and the end against the file beside it.
 * @throws BrokenChain
 */
export async function verifyChain(
  files: readonly [string, ...string[]],
  { secret, anchors = [] }: VerifyOptions = {},
): Promise<VerifiedChain> {
  const check = new ChainCheck(chainHasher(secret), new Set(anchors));
  let lines = 0;
  for (const file of files) {
    lines = 0;
    for await (const { bytes, ended } of rawLines(file)) {
      lines += 1;
      check.take(bytes, ended, (problem, line = lines) => new BrokenChain(file, line, problem), lines);
    }
    check.endOfFile();
  }
  const live = files.at(-1) ?? '';
  const head = headIn(await readFile(headOf(live), 'utf8').catch(() => ''));
  return check.end(head, (problem, line = lines) => new BrokenChain(live, line, problem));
}

type Broken = (problem: string, line?: number) => BrokenChain;

/** Follows a chain line by line. */
class ChainCheck {
  private lines = 0;
  private first = 0;
  private last: Link | undefined;
  private torn: { readonly line: TornLine; readonly broken: BrokenChain } | undefined;
  private readonly unfinished = new Set<number>();

  constructor(
    private readonly hash: Hashes,
    private readonly anchors: Set<string>,
  ) {}

  take(bytes: Buffer, ended: boolean, broken: Broken, number: number): void {
    const line = readLine(bytes.toString());
    if (!line && !ended) throw broken('half a line. The gateway closes it when it starts again.');
    if (!line) {
      this.endOfFile();
      this.torn = { line: tornLine(bytes), broken: broken('is no line of an audit log.', number) };
      return;
    }
    this.closeTorn(line.entry);
    if (this.hash(line.sealed) !== line.link.hash) throw broken('was changed, or sealed with another AUDIT_SECRET.');
    this.requireNext(line, broken);
    this.first ||= line.link.seq;
    this.last = line.link;
    this.lines += 1;
    this.anchors.delete(line.link.hash);
    this.pair(line);
  }

  /** Half a line has to be explained by the line after it, in the same file. */
  endOfFile(): void {
    if (this.torn) throw this.torn.broken;
  }

  end(head: Link | undefined, broken: Broken): VerifiedChain {
    const { last } = this;
    if (!last) throw broken('the log is empty.');
    if (head && head.seq > last.seq) throw broken(`the lines ${last.seq + 1} to ${head.seq} are missing at the end.`);
    if (head && head.seq === last.seq && head.hash !== last.hash)
      throw broken('is not the last line that was written.');
    const [anchor] = this.anchors;
    if (anchor !== undefined) throw broken(`no line has the hash ${anchor}, which was kept elsewhere.`);
    return { lines: this.lines, first: this.first, last, unfinished: [...this.unfinished] };
  }

  /** Half a line that a crash has left is described by the line that follows it, which is part of the chain. */
  private closeTorn(entry: Entry): void {
    const { torn } = this;
    if (!torn) return;
    const { event, torn_bytes: bytes, torn_sha256: sha256 } = entry;
    if (event !== 'recovered' || bytes !== torn.line.bytes || sha256 !== torn.line.sha256) throw torn.broken;
    this.torn = undefined;
  }

  private requireNext({ link: { seq }, prev }: ReadLine, broken: Broken): void {
    // Files before the first may have been deleted after their time.
    const before = this.last ?? (seq === 1 ? GENESIS : { seq: seq - 1, hash: prev });
    const next = before.seq + 1;
    if (seq === next + 1) throw broken(`the line ${next} is missing before it.`);
    if (seq > next) throw broken(`the lines ${next} to ${seq - 1} are missing before it.`);
    if (seq < next) throw broken(`it has the number ${seq} where ${next} belongs: lines or files are out of order.`);
    if (prev !== before.hash) throw broken('it does not follow the line before it.');
  }

  private pair({ entry, link }: ReadLine): void {
    if (entry['outcome'] === 'begun') this.unfinished.add(link.seq);
    if (entry.event === 'outcome') this.unfinished.delete(Number(entry['of']));
  }
}

/** The lines of a file without their line feed; `ended` is false for a last one that has none. */
async function* rawLines(path: string): AsyncGenerator<{ readonly bytes: Buffer; readonly ended: boolean }> {
  let rest = Buffer.alloc(0);
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
    rest = Buffer.concat([rest, chunk]);
    for (let end = rest.indexOf(LINE_FEED); end !== -1; end = rest.indexOf(LINE_FEED)) {
      yield { bytes: rest.subarray(0, end), ended: true };
      rest = rest.subarray(end + 1);
    }
  }
  if (rest.length > 0) yield { bytes: rest, ended: false };
}

const LINE_FEED = 0x0a;
