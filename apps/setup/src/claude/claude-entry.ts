import { isUnencrypted } from '../gateway/gateway-address.js';
import type { Credentials } from '../gateway/mcp-visit.js';
import { Mistake } from '../mistake.js';

/** The program that lets Claude Desktop, which starts programs, speak to a server over HTTP. */
export const MCP_REMOTE = 'mcp-remote@0.15.1';

/** A server in `claude_desktop_config.json`. */
export interface ClaudeEntry {
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;

/** One word of visible ASCII: what a header can carry. */
const KEY = /^[\x21-\x7e]+$/;

/** @throws Mistake */
export function entryName(typed: string): string {
  if (NAME.test(typed)) return typed;
  throw new Mistake(
    'The name may have letters, digits, ".", "_" and "-", 64 at most, and begins with a letter or digit.',
  );
}

/** @returns undefined where none is named. @throws Mistake */
export function connectionName(typed: string): string | undefined {
  if (typed === '') return undefined;
  if (NAME.test(typed)) return typed;
  throw new Mistake('A connection is named as in the access file: letters, digits, ".", "_" and "-".');
}

/** @throws Mistake, which does not hold the key. */
export function keyText(typed: string): string {
  if (typed === '' || KEY.test(typed)) return typed;
  throw new Mistake(
    'The key has spaces, line ends or other characters that no key has: copy it again, and nothing else.',
  );
}

/**
 * How Claude Desktop is to start the connection. The key stands in `env`, and not in `args`, which other users of the
 * machine can see in its list of processes; no argument has a space, on which Claude Desktop for Windows splits.
 */
export function claudeEntry({ url, key, connection }: Credentials): ClaudeEntry {
  const args = ['-y', MCP_REMOTE, url.href];
  if (key !== '') args.push('--header', 'Authorization:${AUTH_HEADER}');
  if (connection !== undefined) args.push('--header', `X-Odoo-Connection:${connection}`);
  if (isUnencrypted(url)) args.push('--allow-http');
  args.push('--protocol', 'auto');
  return { command: 'npx', args, ...(key !== '' && { env: { AUTH_HEADER: `Bearer ${key}` } }) };
}

/** As it stands in the file, alone. */
export function claudeBlock(name: string, entry: ClaudeEntry): string {
  return JSON.stringify({ mcpServers: { [name]: entry } }, undefined, 2);
}

/** To be shown where others may look on. */
export function withoutKey(entry: ClaudeEntry): ClaudeEntry {
  return entry.env ? { ...entry, env: { AUTH_HEADER: 'Bearer ********' } } : entry;
}
