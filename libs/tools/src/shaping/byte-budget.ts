import type { OdooRecord } from '#libs/contracts';
import { shownValue } from './cell-text.js';

export interface FittingRows<Row> {
  readonly rows: readonly Row[];
  /** Whether rows were left out. */
  readonly cut: boolean;
}

/**
 * As many rows from the first on as have room in `maxBytes` of JSON. A row is whole or absent; only where the first one
 * alone is too large are its long texts shortened, because a reader who gets nothing could never go on behind it.
 */
export function fittingRows<Row extends OdooRecord>(rows: readonly Row[], maxBytes: number): FittingRows<Row> {
  const [first] = rows;
  if (first === undefined || bytesOf(rows) <= maxBytes) return { rows, cut: false };
  const fitting = fittingItems(rows, maxBytes);
  if (fitting.length === 0) return { rows: [squeezed(first, maxBytes)], cut: rows.length > 1 };
  return { rows: fitting, cut: fitting.length < rows.length };
}

/** As many items from the first on as have room in a list of `maxBytes` of JSON, each of them whole. */
export function fittingItems<Item>(items: readonly Item[], maxBytes: number): readonly Item[] {
  // One byte for the bracket that opens the list, and one behind each item, a comma or the bracket that closes it.
  let room = maxBytes - 1;
  const beyond = items.findIndex((item) => {
    room -= bytesOf(item) + 1;
    return room < 0;
  });
  return beyond < 0 ? items : items.slice(0, beyond);
}

/** What a character takes in JSON at most: control characters are written as `\u0000`. */
const BYTES_PER_CHARACTER = 6;

function squeezed<Row extends OdooRecord>(row: Row, maxBytes: number): Row {
  const maxCharacters = Math.floor(maxBytes / BYTES_PER_CHARACTER / Math.max(1, Object.keys(row).length));
  const entries = Object.entries(row).map(([name, value]) => [name, shownValue(value, { html: 'raw', maxCharacters })]);
  return Object.fromEntries(entries) as Row;
}

/** What a value takes as JSON. */
export function bytesOf(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value));
}
