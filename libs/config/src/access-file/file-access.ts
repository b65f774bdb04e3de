import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import { Logger, type OnApplicationShutdown } from '@nestjs/common';
import { type Observable, Subject } from 'rxjs';
import { type AccessSource, type AccessTable, environmentAccess } from '../access-source.js';
import type { AccessFileConfig, GatewayConfig } from '../gateway-config.js';
import { ConfigurationError } from '../read-environment.js';
import { AccessDocument } from './access-document.js';
import { type ReadAccess, readAccess } from './access-table.js';

/** Says how the file fares. Never told a secret. */
export type AccessLog = Pick<Logger, 'warn' | 'error'>;

/**
 * The access table of a file, read again when the file has changed, or a file that it names. Looking at the contents
 * finds every way of changing them: in place, by rename, by the swapped links of Kubernetes.
 */
export class FileAccess implements AccessSource, OnApplicationShutdown {
  readonly changes: Observable<AccessTable>;
  private readonly replaced = new Subject<AccessTable>();
  private readonly timer: NodeJS.Timeout;
  private table: AccessTable;
  /** Of the files, when they were read last. */
  private read = new Map<string, string | undefined>();
  /** What was found at the last look: half a file is not there twice. */
  private found = '';

  /** @throws ConfigurationError */
  constructor(
    private readonly file: AccessFileConfig,
    private readonly gateway: GatewayConfig,
    private readonly log: AccessLog = new Logger('AccessFile'),
  ) {
    this.changes = this.replaced.asObservable();
    this.table = this.load();
    this.timer = setInterval(() => this.look(), file.reloadMs);
    this.timer.unref();
  }

  get current(): AccessTable {
    return this.table;
  }

  /** Reads the file again when two looks in a row have found the same change. One that is wrong changes nothing. */
  look(): void {
    const known = fingerprint(this.read);
    const now = fingerprint(new Map(Array.from(this.read.keys(), (path) => [path, contents(path)])));
    const settled = now === this.found;
    this.found = now;
    if (settled && now !== known) this.reload();
  }

  onApplicationShutdown(): void {
    clearInterval(this.timer);
    this.replaced.complete();
  }

  private reload(): void {
    try {
      this.table = this.load();
    } catch (error) {
      if (!(error instanceof ConfigurationError)) throw error;
      this.log.error(`The access file was changed and is not used, the one before stays in force. ${error.message}`);
      return;
    }
    this.replaced.next(this.table);
  }

  private load(): AccessTable {
    const { path, variable } = this.file;
    const read = new Map<string, string | undefined>();
    this.read = read;
    const text = noted(read, resolve(path));
    if (text === undefined) throw unreadable(path);
    const secrets = {
      variable,
      file: (name: string) => noted(read, resolve(dirname(path), name))?.trim() || undefined,
    };
    const { table, inline }: ReadAccess = readAccess(new AccessDocument(basename(path), text), this.gateway, secrets);
    for (const place of inline) {
      this.log.warn(`${place} stands in the access file itself: { env: NAME } or { file: PATH } keeps it out.`);
    }
    return table;
  }
}

/**
 * The access table of the file, where there is one, else of the environment.
 * @throws ConfigurationError
 */
export function configuredAccess(config: GatewayConfig): AccessSource {
  const { file } = config.access;
  return file ? new FileAccess(file, config) : environmentAccess(config);
}

function noted(read: Map<string, string | undefined>, path: string): string | undefined {
  const text = contents(path);
  read.set(path, text);
  return text;
}

function contents(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

function fingerprint(files: ReadonlyMap<string, string | undefined>): string {
  return createHash('sha256')
    .update(JSON.stringify([...files]))
    .digest('hex');
}

function unreadable(path: string): ConfigurationError {
  return new ConfigurationError([{ name: basename(path), problem: 'cannot be read: expected a YAML file' }]);
}
