import type { randomBytes } from 'node:crypto';
import { FileAccess, loadConfig, readFile, replaceFile, secretDigest } from '#libs/config';
import { type Command, readCommand } from './command.js';
import { KeyFile, type KeyLine, Mistake } from './key-file.js';

/** What the program is run in. */
export interface Surroundings {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly now: Date;
  readonly random: typeof randomBytes;
  /** Everything that is typed in. */
  readonly typed: () => Promise<string>;
  /** The answer, fit to be piped on: of `new` and `rotate` the secret and nothing else. */
  readonly out: (line: string) => void;
  /** What a person wants to know besides. */
  readonly note: (line: string) => void;
}

/** Known by it at sight: to people, and to scanners that look for secrets where none should be. */
const PREFIX = 'odoo_';

/**
 * Does what was typed.
 * @throws Mistake, ConfigurationError
 */
export async function runKeyTool(args: readonly string[], around: Surroundings): Promise<void> {
  const command = readCommand(args, around.environment);
  if (command.name === 'check') return check(command, around);
  const file = openFile(command, around.now);
  if (command.name === 'list') return list(file.keys, around);
  const secret = command.name === 'revoke' ? undefined : newSecret(around);
  change(file, command, secret, around.now);
  replaceFile(command.file, file.toString());
  if (secret === undefined) return around.note(`Revoked in ${command.file}.`);
  around.note(`Written to ${command.file}. This is the secret of ${command.id}; it is shown this once:`);
  around.out(secret);
}

function openFile({ file, name }: Command, now: Date): KeyFile {
  const text = readFile(file);
  if (text === undefined && name !== 'new') throw new Mistake(`There is no file ${file}: \`new\` makes it.`);
  return new KeyFile(file, text, now);
}

function change(file: KeyFile, command: Command, secret: string | undefined, now: Date): void {
  const { id, mode, connection, expiresIn } = command;
  const after = (length: number): Date => new Date(now.getTime() + length);
  if (secret === undefined) file.revoke(id, command.secret);
  else if (command.name === 'rotate') file.rotate(id, secret, after(command.grace));
  else file.add({ id, mode, connection, expires: expiresIn === undefined ? undefined : after(expiresIn) }, secret);
}

function newSecret({ random }: Surroundings): string {
  return PREFIX + random(32).toString('base64url');
}

function list(keys: readonly KeyLine[], { out, now }: Surroundings): void {
  for (const { id, mode = 'readonly', connection = '–', secrets } of keys) {
    out([id, mode, connection, ...secrets.map((secret, at) => `${at + 1}: ${shown(secret, now)}`)].join('  '));
  }
}

/** Enough of a hash to tell it from another. */
function shown({ hash, expires }: KeyLine['secrets'][number], now: Date): string {
  const start = `${hash.slice(0, 'sha256:'.length + 8)}…`;
  if (expires === undefined) return start;
  return `${start} ${new Date(expires) <= now ? 'expired' : 'expires'} ${expires}`;
}

/** The file as the gateway would take it: with the environment that it is run in. */
async function check({ file, stdin }: Command, { environment, note, out, typed, now }: Surroundings): Promise<void> {
  const given = Object.entries({ ...environment, ACCESS_FILE: file }).filter(
    (entry): entry is [string, string] => entry[1] !== undefined,
  );
  const config = await loadConfig({ packageVersion: '', environment: Object.fromEntries(given) });
  if (!config.access.file) throw new Mistake('No file is named: say --file PATH, or set ACCESS_FILE.');
  const access = new FileAccess(config.access.file, config, { warn: note, error: note });
  access.onApplicationShutdown();
  const { keys, connections, tokens } = access.current;
  note(`${file} is right: keys ${keys.length}, connections ${connections.size}, token rules ${tokens.length}.`);
  if (!stdin) return;
  const digest = secretDigest((await typed()).trim());
  for (const { secrets, principal } of keys) {
    const secret = secrets.find((known) => known.digest.equals(digest));
    if (!secret) continue;
    if (secret.expiresAt !== undefined && secret.expiresAt <= now.getTime()) {
      throw new Mistake(`It is a secret of ${principal.id}, and has expired.`);
    }
    return out(principal.id);
  }
  throw new Mistake('No key has this secret.');
}
