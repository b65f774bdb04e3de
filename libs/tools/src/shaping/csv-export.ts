import type { OdooRecord } from '#libs/contracts';
import { cellText } from './cell-text.js';
import { csvLine } from './csv.js';

/** The lines of a file of rows, each with its end. Values are whole: a file is for programs, not for a model to read. */
export const csvExport = {
  header(columns: readonly string[]): string {
    return `${csvLine(columns)}\r\n`;
  },

  /**
   * @param booleans columns in which false is a value; see `RowPages`.
   * @param mark what the last row has in one more column, as it is: made here, of characters that need no quotes.
   */
  lines(rows: readonly OdooRecord[], columns: readonly string[], booleans: readonly string[], mark?: string): string {
    const cells = (row: OdooRecord): string[] =>
      columns.map((column) => cellText(row[column], booleans.includes(column)));
    const unmarked = mark === undefined ? '\r\n' : ',\r\n';
    const text = rows.map((row) => `${csvLine(cells(row))}${unmarked}`).join('');
    return mark === undefined ? text : text.replace(/\r\n$/, `${mark}\r\n`);
  },
};
