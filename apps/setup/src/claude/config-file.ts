import { constants, copyFileSync, mkdirSync, realpathSync } from 'node:fs';
import { dirname } from 'node:path';
import { readFile, replaceFile } from '#libs/config';
import { Mistake } from '../mistake.js';

const BY_CODE: Readonly<Record<string, string>> = {
  EISDIR: 'is a folder: name the file in it.',
  ENOTDIR: 'cannot be: something on the way to it is no folder.',
  EACCES: 'may not be read or written by you: look at its owner and mode.',
  EPERM: 'may not be written by you: look at its owner and mode.',
  EROFS: 'is where nothing can be written.',
  ELOOP: 'is a link that leads to itself.',
};

/** The configuration of Claude Desktop on disk. What goes wrong is told as a Mistake, and leaves it as it was. */
export class ConfigFile {
  constructor(
    private readonly path: string,
    private readonly now: () => Date,
  ) {}

  /** @returns undefined where there is none. */
  read(): string | undefined {
    return this.guarded(() => readFile(this.path));
  }

  /**
   * Puts a text in the place of what was read, and keeps that beside it.
   * @returns where it is kept; undefined where there was nothing.
   */
  write(text: string, before: string | undefined): string | undefined {
    return this.guarded(() => {
      if (readFile(this.path) !== before) {
        throw new Mistake(`${this.path} was changed meanwhile, and nothing was written: begin again.`);
      }
      if (before === undefined) mkdirSync(dirname(this.path), { recursive: true });
      const kept = before === undefined ? undefined : this.keep();
      replaceFile(this.path, text);
      return kept;
    });
  }

  /** A copy with the same mode, which takes nothing's place. */
  private keep(): string {
    const target = realpathSync(this.path);
    const moment = this.now().toISOString().replaceAll(/[:.]/g, '-');
    const copy = `${target}.backup-${moment}`;
    copyFileSync(target, copy, constants.COPYFILE_EXCL);
    return copy;
  }

  private guarded<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      if (error instanceof Mistake) throw error;
      const { code = '' } = error as NodeJS.ErrnoException;
      throw new Mistake(`${this.path} ${BY_CODE[code] ?? `cannot be used (${code || 'unknown error'}).`}`);
    }
  }
}
