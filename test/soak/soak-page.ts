import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Figure } from './figure.js';

/** What a long run has left in `bench/results/soak/<name>.json`. */
export interface SoakResult {
  /** The fault. */
  readonly title: string;
  /** The criterion. */
  readonly pass: string;
  /** As an ISO date with time. */
  readonly taken: string;
  readonly machine: { readonly processors: number; readonly commit: string };
  readonly rows: readonly Figure[];
}

const BEGIN = '<!-- soak:begin -->';
const END = '<!-- soak:end -->';

/** @returns in the order of their names. */
export function readSoakResults(folder: string): SoakResult[] {
  const files = readdirSync(folder).filter((file) => file.endsWith('.json'));
  return files.sort().map((file) => JSON.parse(readFileSync(join(folder, file), 'utf8')) as SoakResult);
}

/** The page with its table replaced by one of these results. */
export function withSoakTable(page: string, results: readonly SoakResult[]): string {
  const [before, rest] = page.split(BEGIN);
  const [, after] = (rest ?? '').split(END);
  if (before === undefined || after === undefined) throw new Error(`The page has no ${BEGIN} … ${END}.`);
  return `${before}${BEGIN}\n${tableOf(results)}\n${END}${after}`;
}

function tableOf(results: readonly SoakResult[]): string {
  const head = ['| fault | passes when | figures | result | taken |', '| --- | --- | --- | --- | --- |'];
  return [...head, ...results.map(lineOf)].join('\n');
}

function lineOf({ title, pass, taken, machine, rows }: SoakResult): string {
  const failed = rows.filter(({ ok }) => !ok).length;
  const cells = [
    title,
    pass,
    rows.map(figureText).join('<br>'),
    failed === 0 ? 'passed' : `**failed: ${failed} of ${rows.length}**`,
    `${taken.slice(0, 10)}, ${machine.commit}, ${machine.processors} processors`,
  ];
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
}

/** One figure as people read it, such as `p99: 12.3 ms (≤ 50)`. */
export function figureText({ name, value, limit, unit, ok, note }: Figure): string {
  const measured = `${Number(value.toFixed(2))}${unit === undefined ? '' : ` ${unit}`}`;
  return `${ok ? '' : '✗ '}${name}: ${measured} (${limit})${note === undefined ? '' : `, ${note}`}`;
}
