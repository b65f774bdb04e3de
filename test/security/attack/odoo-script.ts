import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

const SCRIPT = join(process.cwd(), 'test/odoo/odoo.sh');
const LARGEST_OUTPUT = 512 * 1024 * 1024;

function run(command: string, version: number, input?: string): string {
  return execFileSync('bash', [SCRIPT, command, '--version', String(version)], {
    encoding: 'utf8',
    maxBuffer: LARGEST_OUTPUT,
    ...(input !== undefined && { input }),
  });
}

/** The public methods of models, as Python has them. */
export function publicMethods(version: number, models: readonly string[]): Map<string, string[]> {
  const python = `
import json
found = {}
for model in ${JSON.stringify(models)}:
    if model not in env.registry:
        continue
    cls = type(env[model])
    names = [name for name in dir(cls) if not name.startswith('_')]
    found[model] = sorted(name for name in names if callable(getattr(cls, name, None)))
print('\\nMETHODS ' + json.dumps(found))
`;
  const line = /^METHODS (?<json>.*)$/m.exec(run('shell', version, python))?.groups?.['json'];
  if (line === undefined) throw new Error(`The shell of Odoo ${version} named no methods.`);
  return new Map(Object.entries(JSON.parse(line) as Record<string, string[]>));
}

/** Everything that a database holds: the rows of each table, and where each sequence stands. */
export type Rows = ReadonlyMap<string, readonly string[]>;

export function rowsOf(version: number): Rows {
  const rows = new Map<string, string[]>();
  let table: string | undefined;
  for (const line of run('dump', version).split('\n')) {
    const begin = /^COPY public\.(?<table>\S+) /.exec(line)?.groups?.['table'];
    const sequence = /setval\('public\.(?<name>\w+)'/.exec(line)?.groups?.['name'];
    if (begin !== undefined) {
      table = begin;
      rows.set(table, []);
    } else if (line === '\\.') table = undefined;
    else if (table !== undefined) rows.get(table)?.push(line);
    else if (sequence !== undefined) rows.set(sequence, [line]);
  }
  return rows;
}

/** Lines that only one of two dumps has, by table or sequence: `+` for a new one, `-` for one that is gone. */
export function difference(before: Rows, after: Rows): Map<string, string[]> {
  const tables = [...new Set([...before.keys(), ...after.keys()])];
  const changed = tables.map((table): [string, string[]] => {
    const [old, now] = [before.get(table) ?? [], after.get(table) ?? []];
    const [had, has] = [new Set(old), new Set(now)];
    const gone = old.filter((row) => !has.has(row)).map((row) => `- ${row}`);
    return [table, [...gone, ...now.filter((row) => !had.has(row)).map((row) => `+ ${row}`)]];
  });
  return new Map(changed.filter(([, lines]) => lines.length > 0));
}
