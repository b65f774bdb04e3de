import type { FieldDefinitions, OdooRecord } from '#libs/contracts';
import { cellText, type HtmlAs } from './cell-text.js';
import { csvText } from './csv.js';
import { textLengthFor } from './long-text.js';
import { markdownText } from './markdown.js';

export type TableFormat = 'csv' | 'markdown';

interface TableOptions {
  readonly format: TableFormat;
  readonly html: HtmlAs;
  /** Tells booleans, of which false is a value, from anything else, where it means empty. */
  readonly fields: FieldDefinitions;
}

/** Rows as a table, under the names of their fields. */
export function tableText(rows: readonly OdooRecord[], { format, html, fields }: TableOptions): string {
  const columns = Object.keys(rows[0] ?? {});
  const options = { html, maxCharacters: textLengthFor(rows.length) };
  const cells = rows.map((row) =>
    columns.map((column) => cellText(row[column], fields[column]?.type === 'boolean', options)),
  );
  return format === 'csv' ? csvText(columns, cells) : markdownText(columns, cells);
}
