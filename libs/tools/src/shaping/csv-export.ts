import type { OdooRecord } from '#libs/contracts';
import { cellText } from './cell-text.js';
import { csvLine } from './csv.js';

/** The lines of a file of rows, each with its end. Values are whole: a file is for programs, not for a model to read. */
export const csvExport = {
  header(columns: readonly string[]): string {
    return `${csvLine(columns)}\r\n`;
  },

  /** @param booleans columns in which false is a value; see `RowPages`. */
  lines(rows: readonly OdooRecord[], columns: readonly string[], booleans: readonly string[]): string {
    const cells = (row: OdooRecord): string[] =>
      columns.map((column) => cellText(row[column], booleans.includes(column)));
    return rows.map((row) => `${csvLine(cells(row))}\r\n`).join('');
  },
};
