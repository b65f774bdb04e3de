import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A figure that sizes follow from, and where it stands. */
interface SizingFigure {
  readonly what: string;
  /** In `bench/results`; those of long runs below `soak/`. */
  readonly file: string;
  readonly row: string;
  readonly unit: string;
  /** What follows from it. */
  readonly so?: (value: number) => string;
}

/** Of benchmarks the median, of long runs the value. */
interface Result {
  readonly taken: string;
  readonly machine: { readonly processors: number; readonly commit: string };
  readonly rows: ReadonlyArray<{ readonly name: string; readonly median?: number; readonly value?: number }>;
}

const BEGIN = '<!-- sizing:begin -->';
const END = '<!-- sizing:end -->';

const aCore = (microseconds: number): string => `${Math.round(1_000_000 / microseconds)} a second fill a core`;
const SEARCH = 'CPU of a search of ten rows';

const FIGURES: readonly SizingFigure[] = [
  { what: `${SEARCH}, REST`, file: 'cpu', row: 'REST', unit: 'µs', so: aCore },
  { what: `${SEARCH}, WebSocket, short messages`, file: 'cpu', row: 'WebSocket, bare messages', unit: 'µs', so: aCore },
  { what: `${SEARCH}, MCP, modern era`, file: 'cpu', row: 'MCP modern', unit: 'µs', so: aCore },
  { what: `${SEARCH}, MCP, legacy era`, file: 'cpu', row: 'MCP legacy', unit: 'µs', so: aCore },
  { what: 'CPU of a line of the audit log', file: 'audit', row: 'line, AUDIT_SYNC=batch', unit: 'µs' },
  { what: 'memory with nothing to do', file: 'memory', row: 'idle', unit: 'MB' },
  { what: 'memory of one WebSocket', file: 'memory', row: 'a WebSocket', unit: 'KiB' },
  { what: 'memory of one call that waits for Odoo', file: 'memory', row: 'a call in flight', unit: 'KiB' },
  { what: 'memory of one listener to changes', file: 'listeners', row: 'RSS of a listener, kB', unit: 'kB' },
  {
    what: 'calls to Odoo a minute for all listeners to one model',
    file: 'listeners',
    row: 'calls to Odoo a minute, all',
    unit: '',
  },
  {
    what: 'growth of memory over 100,000 rows streamed',
    file: 'stream',
    row: 'RSS growth of the gateway',
    unit: 'MB',
  },
  { what: 'peak memory under mixed load by every door', file: 'soak/mixed-load', row: 'peak RSS', unit: 'MB' },
  { what: 'heap after it', file: 'soak/mixed-load', row: 'heap', unit: 'MB' },
  { what: 'peak memory under 2,000 hostile connections', file: 'soak/slow-loris', row: 'peak RSS', unit: 'MB' },
];

/** The page with its table replaced by one of the results in this folder. */
export function withSizingTable(page: string, folder: string): string {
  const [before, rest] = page.split(BEGIN);
  const [, after] = (rest ?? '').split(END);
  if (before === undefined || after === undefined) throw new Error(`The page has no ${BEGIN} … ${END}.`);
  const head = ['| what | figure | taken | again by |', '| --- | --- | --- | --- |'];
  const lines = [...head, ...FIGURES.map((figure) => lineOf(figure, folder))];
  return `${before}${BEGIN}\n${lines.join('\n')}\n${END}${after}`;
}

function lineOf({ what, file, row, unit, so }: SizingFigure, folder: string): string {
  const { taken, machine, rows } = JSON.parse(readFileSync(join(folder, `${file}.json`), 'utf8')) as Result;
  const found = rows.find(({ name }) => name === row);
  const value = found?.median ?? found?.value;
  if (value === undefined) throw new Error(`${file}.json has no row ${row}.`);
  const figure = `${Number(value.toPrecision(3))} ${unit}`.trim();
  const [name = '', ofSoak] = file.split('/').toReversed();
  const again = `make ${ofSoak === undefined ? 'bench' : 'soak'} NAMES=${name}`;
  const when = `${taken.slice(0, 10)}, ${machine.commit}, ${machine.processors} processors`;
  return `| ${[what, so ? `${figure}: ${so(value)}` : figure, when, `\`${again}\``].join(' | ')} |`;
}
