import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BenchResult, Machine, Reach, Row } from './row.js';

const BEGIN = '<!-- bench:begin -->';
const END = '<!-- bench:end -->';

/** Of the cells of a row. */
export const HEADINGS = ['figure', 'what', 'median', 'spread', 'ratio', 'to reach', 'reached'] as const;

/** A row as people read it, without its note. */
export function cellsOf(row: Row): string[] {
  const { figure = '', name, unit, median, least, most, failures = 0, ratio, reach } = row;
  const isReached = reached(row);
  return [
    figure,
    failures === 0 ? name : `${name} (${failures} FAILED)`,
    `${numberText(median)}${unit === undefined ? '' : ` ${unit}`}`,
    `${numberText(least)} – ${numberText(most)}`,
    ratio === undefined ? '' : `${ratio.toFixed(2)} ×`,
    reach === undefined ? '' : reachText(reach, unit),
    isReached === undefined ? '' : isReached ? '✓' : '✗',
  ];
}

/** @returns undefined where there is nothing to reach; calls that failed miss all of it. */
export function reached({ median, ratio, failures = 0, reach }: Row): boolean | undefined {
  if (!reach) return undefined;
  const value = reach.of === 'ratio' ? (ratio ?? Number.NaN) : median;
  const { atLeast = Number.NEGATIVE_INFINITY, atMost = Number.POSITIVE_INFINITY } = reach;
  return failures === 0 && value >= atLeast && value <= atMost;
}

function reachText({ of, atLeast, atMost }: Reach, unit: string | undefined): string {
  const what = of === 'ratio' ? ' ×' : unit === undefined ? '' : ` ${unit}`;
  const bounds = [atLeast === undefined ? '' : `≥ ${atLeast}`, atMost === undefined ? '' : `≤ ${atMost}`];
  return `${bounds.filter(Boolean).join(', ')}${what}`;
}

/** Three digits that tell something, and no fewer than stand before the point. */
function numberText(value: number): string {
  return String(Math.abs(value) >= 100 ? Math.round(value) : Number(value.toPrecision(3)));
}

/** Rows of published figures, in the order of these. */
export function figuredRows(rows: readonly Row[]): Row[] {
  return rows.filter(({ figure }) => figure !== undefined).toSorted((one, other) => numberOf(one) - numberOf(other));
}

function numberOf({ figure = '' }: Row): number {
  return Number(figure.replace(/^\D+/, ''));
}

/** @returns those that have published figures, in the order of these. */
export function readBenchResults(folder: string): BenchResult[] {
  const files = readdirSync(folder).filter((file) => file.endsWith('.json'));
  const results = files.map((file) => JSON.parse(readFileSync(join(folder, file), 'utf8')) as BenchResult);
  return results
    .map((result): BenchResult => Object.assign(result, { rows: figuredRows(result.rows) }))
    .filter(({ rows }) => rows.length > 0)
    .sort((one, other) => firstOf(one) - firstOf(other));
}

function firstOf({ rows: [first] }: BenchResult): number {
  return first ? numberOf(first) : Number.NaN;
}

/** The page with its tables replaced by those of these results. */
export function withBenchTables(page: string, results: readonly BenchResult[]): string {
  const [before, rest] = page.split(BEGIN);
  const [, after] = (rest ?? '').split(END);
  if (before === undefined || after === undefined) throw new Error(`The page has no ${BEGIN} … ${END}.`);
  return `${before}${BEGIN}\n${results.map(tableOf).join('\n')}${END}${after}`;
}

function tableOf({ title, taken, machine, rows }: BenchResult): string {
  const figures = [...new Set(rows.map(({ figure }) => figure))].join(', ');
  const rounds = [...new Set(rows.map((row) => row.rounds).filter((count) => count !== undefined))].join(' or ');
  const head = [HEADINGS, HEADINGS.map(() => '---')].map(lineOf);
  const notes = notesOf(rows);
  return [
    `### ${figures}: ${title}`,
    '',
    `Taken ${taken.slice(0, 10)} at ${machineText(machine)}${rounds === '' ? '' : `; ${rounds} rounds`}.`,
    '',
    ...head,
    ...rows.map((row) => lineOf(cellsOf(row))),
    '',
    ...(notes.length > 0 ? [...notes, ''] : []),
  ].join('\n');
}

/** Lines of notes: each is said once, with the rows that have it, or of all of them alike. */
export function notesOf(rows: readonly Row[]): string[] {
  const named = Map.groupBy(
    rows.filter(({ note }) => note !== undefined),
    ({ note }) => note,
  );
  return Array.from(named, ([note, those]) =>
    those.length === rows.length ? `- ${note}` : `- ${those.map(({ name }) => name).join('; ')}: ${note}`,
  );
}

function machineText({ node, system, processor, processors, memoryGiB, odoo, commit, stolen }: Machine): string {
  const parts = [
    `commit ${commit}`,
    `Node ${node}`,
    ...(odoo === undefined ? [] : [`Odoo ${odoo}`]),
    `${processors} × ${processor}, ${memoryGiB} GiB`,
    ...(system === undefined ? [] : [system]),
    ...(stolen === undefined
      ? []
      : [`${Math.round(stolen * 100)} % of the processors' time given to others by the host`]),
  ];
  return parts.join('; ');
}

function lineOf(cells: readonly string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
}
