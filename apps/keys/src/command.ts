import { parseArgs } from 'node:util';
import { Mistake } from './key-file.js';

export const USAGE = `Keys of Odoo MCP Server.

  new ID [--mode readonly|readwrite] [--connection NAME] [--expires 90d]
                             add a key, and show its secret this once
  list                       the keys, with their secrets' ends
  rotate ID [--grace 24h]    add a secret; the one before is taken for so long
  revoke ID [--secret N]     take a key away, or one of its secrets
  check [--stdin]            whether the file is right; with --stdin, whose the secret is that is typed in

  --file PATH                the access file; ACCESS_FILE where it is not said
`;

const NAMES = ['new', 'list', 'rotate', 'revoke', 'check'] as const;

/** What was typed, read and not yet done. Lengths of time are in milliseconds. */
export interface Command {
  readonly name: (typeof NAMES)[number];
  readonly file: string;
  readonly id: string;
  readonly mode: string | undefined;
  readonly connection: string | undefined;
  readonly expiresIn: number | undefined;
  readonly grace: number;
  readonly secret: number | undefined;
  readonly stdin: boolean;
}

const OPTIONS = {
  file: { type: 'string' },
  mode: { type: 'string' },
  connection: { type: 'string' },
  expires: { type: 'string' },
  grace: { type: 'string', default: '24h' },
  secret: { type: 'string' },
  stdin: { type: 'boolean', default: false },
} as const;

/** @throws Mistake */
export function readCommand(
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): Command {
  const { values, positionals } = parsed(args);
  const [typed, id = '', ...rest] = positionals;
  const name = NAMES.find((known) => known === typed);
  if (!name) throw new Mistake(USAGE);
  const file = values.file ?? environment['ACCESS_FILE'];
  if (file === undefined || file === '') throw new Mistake('No file is named: say --file PATH, or set ACCESS_FILE.');
  const takesId = name === 'new' || name === 'rotate' || name === 'revoke';
  if (takesId !== (id !== '') || rest.length > 0) throw new Mistake(USAGE);
  if (values.secret !== undefined && !/^[12]$/.test(values.secret))
    throw new Mistake('--secret is 1 or 2, as `list` numbers.');
  return {
    name,
    file,
    id,
    mode: values.mode,
    connection: values.connection,
    expiresIn: values.expires === undefined ? undefined : lengthOf('--expires', values.expires),
    grace: lengthOf('--grace', values.grace),
    secret: values.secret === undefined ? undefined : Number(values.secret),
    stdin: values.stdin,
  };
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true });
  } catch (error) {
    // It quotes what was typed, and that is all that it says.
    throw new Mistake(`${(error as Error).message}\n\n${USAGE}`);
  }
}

const UNITS: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

function lengthOf(option: string, text: string): number {
  const { count, unit } = /^(?<count>\d{1,5})(?<unit>[smhd])$/.exec(text)?.groups ?? {};
  const length = UNITS[unit ?? ''];
  if (length === undefined) throw new Mistake(`${option} is a length of time, such as 90s, 30m, 24h or 90d.`);
  return Number(count) * length;
}
