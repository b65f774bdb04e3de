import { basename } from 'node:path';
import { AccessDocument, type AccessFile, secretDigest } from '#libs/config';
import { type Document, isMap, isSeq, parseDocument, type YAMLMap, type YAMLSeq } from 'yaml';

/** What the person who types has got wrong. */
export class Mistake extends Error {}

export interface NewKey {
  readonly id: string;
  readonly mode: string | undefined;
  readonly connection: string | undefined;
  readonly expires: Date | undefined;
}

/** A key as lists show it. */
export type KeyLine = NonNullable<AccessFile['keys']>[number];

/** More than one at a time only while a client changes over. */
const MOST_SECRETS = 2;

const HEAD = '# Keys of Odoo MCP Server: docs/operations/access-file.md explains every line.\n';

/** An access file under the hands of the key tool: what it does not touch stays as it was written, comments too. */
export class KeyFile {
  private readonly document: Document;

  /**
   * @param text undefined for a file that is not there yet.
   * @throws ConfigurationError for one that is not right as it stands: it would be no better afterwards.
   */
  constructor(
    private readonly path: string,
    text: string | undefined,
    private readonly now: Date,
  ) {
    if (text !== undefined) this.read(text);
    this.document = parseDocument(text ?? HEAD);
  }

  get keys(): readonly KeyLine[] {
    return this.read(this.toString()).keys ?? [];
  }

  add({ id, mode, connection, expires }: NewKey, secret: string): void {
    if (this.keys.some((key) => key.id === id))
      throw new Mistake(`There is a key ${id} already: rotate it, or revoke it.`);
    const entry = {
      id,
      secrets: [this.secretNode(secret, expires)],
      ...(mode !== undefined && { mode }),
      ...(connection !== undefined && { connection }),
    };
    const keys = this.document.get('keys');
    if (isSeq(keys)) {
      if (keys.items.length === 0) keys.flow = false;
      keys.add(this.document.createNode(entry));
    } else this.document.set('keys', this.document.createNode([entry]));
  }

  /** Adds a secret beside the one that there is, which is taken until `until` and no longer. */
  rotate(id: string, secret: string, until: Date): void {
    const secrets = this.secretsOf(id);
    secrets.items = secrets.items.filter((item) => !this.hasExpired(item));
    if (secrets.items.length >= MOST_SECRETS) {
      throw new Mistake(`The key ${id} has two secrets already: revoke one, or wait until the older one has expired.`);
    }
    for (const item of secrets.items) {
      const end = expiryOf(item);
      if (end === undefined || end > until) item.set('expires', written(until));
    }
    secrets.add(this.secretNode(secret, undefined));
  }

  /** @param nth of its secrets, from 1; the whole key where it is not said. */
  revoke(id: string, nth: number | undefined): void {
    const secrets = this.secretsOf(id);
    if (nth === undefined) {
      const keys = this.document.get('keys') as YAMLSeq<YAMLMap>;
      keys.items = keys.items.filter((key) => key.get('id') !== id);
      return;
    }
    if (!secrets.items[nth - 1]) throw new Mistake(`The key ${id} has no secret ${nth}: \`list\` numbers them.`);
    if (secrets.items.length === 1)
      throw new Mistake(`This is the only secret of ${id}: revoke the key without --secret.`);
    secrets.items.splice(nth - 1, 1);
  }

  /** What is to be written. @throws ConfigurationError rather than a file that the gateway would refuse. */
  toString(): string {
    const text = this.document.toString({ lineWidth: 0 });
    this.read(text);
    return text;
  }

  private read(text: string): AccessFile {
    return new AccessDocument(basename(this.path), text).read();
  }

  private secretsOf(id: string): YAMLSeq<YAMLMap> {
    const keys = this.document.get('keys');
    const key = isSeq(keys) ? keys.items.filter(isMap).find((item) => item.get('id') === id) : undefined;
    if (!key) throw new Mistake(`There is no key ${id}: \`list\` shows those that there are.`);
    return key.get('secrets') as YAMLSeq<YAMLMap>;
  }

  private secretNode(secret: string, expires: Date | undefined): YAMLMap {
    const hash = `sha256:${secretDigest(secret).toString('hex')}`;
    return this.document.createNode({ hash, ...(expires && { expires: written(expires) }) }, { flow: true }) as YAMLMap;
  }

  private hasExpired(secret: YAMLMap): boolean {
    const end = expiryOf(secret);
    return end !== undefined && end <= this.now;
  }
}

function expiryOf(secret: YAMLMap): Date | undefined {
  const expires = secret.get('expires');
  return typeof expires === 'string' ? new Date(expires) : undefined;
}

/** To the second, as people write it. */
function written(moment: Date): string {
  return `${moment.toISOString().slice(0, 'YYYY-MM-DDTHH:mm:ss'.length)}Z`;
}
