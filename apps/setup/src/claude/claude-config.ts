import { parseArgs } from 'node:util';
import { gatewayAddress } from '../gateway/gateway-address.js';
import { askMode } from '../gateway/gateway-facts.js';
import { type Credentials, visitGateway } from '../gateway/mcp-visit.js';
import { Mistake } from '../mistake.js';
import type { Surroundings } from '../surroundings.js';
import {
  type ClaudeEntry,
  claudeBlock,
  claudeEntry,
  connectionName,
  entryName,
  keyText,
  withoutKey,
} from './claude-entry.js';
import { ConfigFile } from './config-file.js';
import { claudeConfigPath } from './config-path.js';
import { withEntry } from './config-text.js';

const USAGE = `Puts this gateway into the configuration of Claude Desktop.

  make claude-config                 asks, shows, and writes
  make claude-config ARGS="--yes"    takes everything from flags and the environment
  make claude-config ARGS="--print"  shows the block alone, key included, and writes nothing

  --url URL          the gateway; MCP_URL, or the port of SERVER_PORT on this machine
  --name NAME        what the entry is called; odoo
  --connection NAME  the Odoo that calls go to, where the key has several
  --file PATH        the file; CLAUDE_CONFIG, or where Claude Desktop has it on this system

The key comes from API_KEY, or is typed in: never from a flag, which others on this machine can see.
`;

interface Flags {
  readonly url?: string | undefined;
  readonly name?: string | undefined;
  readonly connection?: string | undefined;
  readonly file?: string | undefined;
  readonly print: boolean;
  readonly yes: boolean;
}

/** What is to be written. */
interface Wish extends Credentials {
  readonly name: string;
}

/**
 * Shows, or writes, how Claude Desktop is to reach the gateway.
 * @throws Mistake, and then nothing was written.
 */
export async function configureClaude(args: readonly string[], around: Surroundings): Promise<void> {
  const flags = readFlags(args);
  if (flags.print) return print(flags, around);
  const { terminal } = around;
  const wish = flags.yes ? wishOf(flags, around) : await askWish(flags, around);
  terminal.note(`\nAsking ${wish.url.href} …`);
  const found = await look(wish).catch((error: unknown) => error as Mistake);
  if (found instanceof Mistake) await goOnWithout(found, flags, around);
  else terminal.note(`✓ ${found}`);
  await write(wish, flags, around);
}

function readFlags(args: readonly string[]): Flags {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        url: { type: 'string' },
        name: { type: 'string' },
        connection: { type: 'string' },
        file: { type: 'string' },
        print: { type: 'boolean', default: false },
        yes: { type: 'boolean', default: false },
      },
    });
    return values;
  } catch {
    throw new Mistake(USAGE);
  }
}

function wishOf(flags: Flags, { environment }: Surroundings): Wish {
  return {
    url: gatewayAddress(flags.url ?? defaultUrl(environment)),
    key: keyText(environment['API_KEY'] ?? ''),
    connection: connectionName(flags.connection ?? ''),
    name: entryName(flags.name ?? 'odoo'),
  };
}

async function askWish(flags: Flags, { environment, terminal }: Surroundings): Promise<Wish> {
  const known = environment['API_KEY'] ?? '';
  const url = gatewayAddress(await terminal.ask('Address of the gateway', flags.url ?? defaultUrl(environment)));
  const typed = await terminal.askSecret('Key', known === '' ? 'none' : 'the one in API_KEY');
  const key = keyText(typed || known);
  const connection = await terminal.ask('Odoo connection, where the key has several', flags.connection);
  const name = await terminal.ask('Name of the entry', flags.name ?? 'odoo');
  return { url, key, connection: connectionName(connection), name: entryName(name) };
}

function defaultUrl({ MCP_URL, SERVER_PORT }: Surroundings['environment']): string {
  return MCP_URL || `http://localhost:${SERVER_PORT || 8000}/mcp`;
}

function print(flags: Flags, around: Surroundings): void {
  const wish = wishOf(flags, around);
  around.terminal.out(claudeBlock(wish.name, claudeEntry(wish)));
}

/** What an MCP client finds there. @throws Mistake */
async function look(wish: Wish): Promise<string> {
  const { server, protocol, tools } = await visitGateway(wish);
  const { mode } = await askMode(wish.url, wish.key);
  return `${server} answers (MCP ${protocol}): ${mode}, ${tools.length} tools.`;
}

/** @throws Mistake unless a person wants the entry all the same. */
async function goOnWithout(found: Mistake, { yes }: Flags, { terminal }: Surroundings): Promise<void> {
  if (yes) throw new Mistake(`✗ ${found.message}\nNothing was written.`);
  terminal.note(`✗ ${found.message}`);
  if (!(await terminal.confirm('Write the entry all the same?', false))) throw new Mistake('Nothing was written.');
}

async function write(wish: Wish, flags: Flags, around: Surroundings): Promise<void> {
  const { terminal } = around;
  const path = flags.file ?? claudeConfigPath(around);
  const file = new ConfigFile(path, around.now);
  const before = file.read();
  const entry = claudeEntry(wish);
  const { text, change, others } = merged(path, before, wish.name, entry);
  terminal.note(`\n${claudeBlock(wish.name, withoutKey(entry))}\n`);
  terminal.note(`${path}: ${before === undefined ? 'is not there yet' : `has ${serverList(others)}`}.`);
  if (change === 'unchanged') return terminal.note(`"${wish.name}" is in it already, just so. Nothing was written.`);
  const question = change === 'replaced' ? `"${wish.name}" is in it already. Replace it?` : `Add "${wish.name}" to it?`;
  if (!flags.yes && !(await terminal.confirm(question, true))) return terminal.note('Nothing was written.');
  const kept = file.write(text, before);
  terminal.note(`✓ Written.${kept === undefined ? '' : ` What was there is kept in ${kept}`}`);
  terminal.note('Quit Claude Desktop and start it again: it reads this file at its start.');
}

function merged(path: string, before: string | undefined, name: string, entry: ClaudeEntry) {
  try {
    return withEntry(before, name, entry);
  } catch (error) {
    if (!(error instanceof Mistake)) throw error;
    throw new Mistake(
      `${path} is not used: ${error.message}\nNothing was written. Put it right in an editor, or move it away, and begin again.`,
    );
  }
}

function serverList(others: readonly string[]): string {
  if (others.length === 0) return 'no other server';
  return `${others.length} other ${others.length === 1 ? 'server' : 'servers'}, which ${others.length === 1 ? 'stays as it is' : 'stay as they are'}`;
}
