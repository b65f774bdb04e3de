import type { AuditConfig } from '#libs/config';
import { AuditUnavailable } from '#libs/contracts';
import type { Logger } from 'pino';
import { AuditFile, AuditFileGone, type TornLine } from './audit-file.js';
import { AuditFileProblem, lockFor } from './audit-lock.js';
import { chainHasher, type Entry, GENESIS, type Link, sealLine } from './hash-chain.js';

/** Lines that are written at once: more would hold up everything else while they are hashed. No line is refused by it. */
const BATCH_LINES = 1000;

/** After this time lines that nobody waits for are written by themselves, if none that somebody waits for took them along. */
const ALONE_MS = 50;

export type WriterSettings = Omit<AuditConfig, 'file' | 'onFailure' | 'refusalsPerMinute'> & {
  readonly file: string;
};

interface Waiting {
  readonly entry: Entry;
  /** Absent where nobody waits: the line is then held until it can be written. */
  readonly settle?: { readonly done: (seq: number) => void; readonly fail: (error: AuditUnavailable) => void };
}

/** The one owner of an audit file: lines in the order in which they are told, one write for all that wait. */
export class AuditWriter {
  private readonly hash;
  private queue: Waiting[] = [];
  private isFlushing = false;
  private alone: NodeJS.Timeout | undefined;
  private file: AuditFile | undefined;
  private unlock: (() => Promise<void>) | undefined;
  private last: Link = GENESIS;
  private anchored = 0;
  private lost = 0;
  private failed: string | undefined;
  private failures = 0;

  constructor(
    private readonly settings: WriterSettings,
    private readonly logger: Logger,
    private readonly now: () => number,
  ) {
    this.hash = chainHasher(settings.secret);
  }

  get isFailing(): boolean {
    return this.failed !== undefined;
  }

  /** Lines that could not be written at once, since the start; some of them were later. */
  get failedLines(): number {
    return this.failures;
  }

  /** @throws AuditFileProblem, so that a wrong path stops the start. */
  async open(): Promise<void> {
    const { file, secret } = this.settings;
    const chain = secret === undefined ? 'sha256' : 'hmac-sha256';
    try {
      this.unlock = await lockFor(file);
      this.file = await this.reopen('start');
    } catch (error) {
      await this.unlock?.();
      if (error instanceof AuditFileProblem) throw error;
      throw new AuditFileProblem(`The audit file ${file} cannot be used: ${(error as Error).message}.`);
    }
    await this.write({ event: 'started', chain }).catch(() => {});
    this.anchor();
  }

  /** @returns the number of the line, once it is kept. @throws AuditUnavailable */
  write(entry: Entry): Promise<number> {
    return new Promise((done, fail) => {
      this.enqueue({ entry: this.dated(entry), settle: { done, fail } });
    });
  }

  /** Keeps a line that nobody waits for: with the next one that somebody does, or soon by itself. */
  note(entry: Entry): void {
    this.enqueue({ entry: this.dated(entry) });
  }

  /** Writes what waits, and gives the file up. */
  async close(): Promise<void> {
    await this.write({ event: 'stopped' }).catch(() => {
      this.logger.error(
        { lines: this.queue.length + this.lost },
        'The gateway ends with audit lines that were not kept.',
      );
    });
    this.anchor();
    await this.file?.close();
    await this.unlock?.();
  }

  private dated(entry: Entry): Entry {
    return { time: new Date(this.now()).toISOString(), ...entry };
  }

  private enqueue(waiting: Waiting): void {
    this.queue.push(waiting);
    if (this.isFlushing) return;
    if (waiting.settle) void this.flush();
    else this.flushSoon();
  }

  private flushSoon(): void {
    this.alone ??= setTimeout(() => void this.flush(), ALONE_MS);
  }

  /** Owns its errors: it never rejects. */
  private async flush(): Promise<void> {
    this.isFlushing = true;
    clearTimeout(this.alone);
    this.alone = undefined;
    // All that is told in this turn goes along.
    await Promise.resolve();
    do {
      const batch = this.queue.splice(0, BATCH_LINES);
      try {
        await this.append(batch);
      } catch (error) {
        await this.file?.close().catch(() => {});
        this.file = undefined;
        this.fail([...batch, ...this.queue.splice(0)], error as Error);
        break;
      }
    } while (this.queue.some(({ settle }) => settle));
    // In the same turn as the last look at the queue, or what comes in between would wait for ever.
    this.isFlushing = false;
    if (this.queue.length > 0 && !this.isFailing) this.flushSoon();
  }

  private async append(batch: readonly Waiting[]): Promise<void> {
    this.file ??= await this.reopen('the disk is back');
    const lines = batch.map(({ entry }) => entry);
    const numbers = await this.appendTo(await this.roomIn(this.file), lines);
    if (this.failed !== undefined) this.logger.warn({ file: this.settings.file }, 'The audit log is written again.');
    this.failed = undefined;
    batch.forEach(({ settle }, index) => settle?.done(numbers[index] ?? 0));
    if (this.last.seq - this.anchored >= this.settings.anchorLines) this.anchor();
  }

  /** @returns the numbers of the lines. */
  private async appendTo(file: AuditFile, entries: readonly Entry[]): Promise<number[]> {
    let last = this.last;
    const sealed = entries.map((entry) => {
      const line = sealLine(entry, last, this.hash);
      last = line.link;
      return line;
    });
    const text = sealed.map((line) => `${line.text}\n`).join('');
    await file.append(text, { sync: this.settings.sync === 'batch', last });
    this.last = last;
    return sealed.map(({ link }) => link.seq);
  }

  private async roomIn(file: AuditFile): Promise<AuditFile> {
    if (file.size < this.settings.maxBytes) return file;
    this.anchor();
    await file.putAside(this.last.seq, this.settings.keepFiles);
    this.file = undefined;
    this.file = await AuditFile.open(this.settings.file);
    return this.file;
  }

  /** Goes on behind the last line that is known, wherever it is known from, and says what is amiss. */
  private async reopen(reason: string): Promise<AuditFile> {
    const { file: path } = this.settings;
    const file = await AuditFile.open(path);
    try {
      const { last, torn, head } = file.end;
      if (last && this.hash(last.sealed) !== last.link.hash) throw unfit(path);
      const found = last?.link ?? GENESIS;
      const known = latest(found, head ?? GENESIS, this.last);
      const missing = known.seq - found.seq;
      this.last = known;
      if (torn !== undefined || missing > 0 || this.lost > 0 || this.failed !== undefined) {
        await this.tell(file, reason, { torn, missing });
      }
      this.lost = 0;
      return file;
    } catch (error) {
      await file.close();
      throw error;
    }
  }

  private async tell(
    file: AuditFile,
    reason: string,
    { torn, missing }: { readonly torn: TornLine | undefined; readonly missing: number },
  ): Promise<void> {
    const entry = this.dated({
      event: 'recovered',
      reason: this.failed ?? reason,
      ...(torn && { torn_bytes: torn.bytes, torn_sha256: torn.sha256 }),
      ...(missing > 0 && file.end.last && { missing_lines: missing }),
      ...(this.lost > 0 && { lost_lines: this.lost }),
    });
    this.logger.warn({ file: this.settings.file, ...entry }, 'The audit log was not whole; this is noted in it.');
    if (torn) await file.append('\n', { sync: false, last: this.last });
    await this.appendTo(file, [entry]);
  }

  /** Who waits is refused; what nobody waits for is held. */
  private fail(batch: readonly Waiting[], error: Error): void {
    const reason =
      error instanceof AuditFileGone ? 'the file was removed' : ((error as NodeJS.ErrnoException).code ?? error.name);
    if (this.failed === undefined) {
      const { file } = this.settings;
      this.logger.error({ file, reason, err: error }, 'The audit log cannot be written. See AUDIT_ON_FAILURE.');
    }
    this.failed = reason;
    this.failures += batch.length;
    const held = batch.filter(({ settle }) => settle === undefined);
    const { heldLines } = this.settings;
    this.lost += Math.max(0, held.length - heldLines);
    this.queue.unshift(...held.slice(0, heldLines));
    const unavailable = new AuditUnavailable(error);
    for (const { settle } of batch) settle?.fail(unavailable);
  }

  private anchor(): void {
    this.anchored = this.last.seq;
    this.logger.info({ file: this.settings.file, ...this.last }, 'audit anchor');
  }
}

function latest(...links: readonly [Link, ...Link[]]): Link {
  return links.reduce((last, link) => (link.seq > last.seq ? link : last));
}

function unfit(path: string): AuditFileProblem {
  return new AuditFileProblem(
    `The last line of ${path} was changed, or sealed with another AUDIT_SECRET. Verify it, move it away with the files ` +
      'beside it, and start again.',
  );
}
