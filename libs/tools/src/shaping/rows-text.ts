import type { OdooRecord } from '#libs/contracts';
import { type HtmlAs, shownValue } from './cell-text.js';
import { textLengthFor } from './long-text.js';

/**
 * Rows for models to read: the columns once, then a JSON list per row, which costs less than half the tokens of
 * objects. Values stand as Odoo gives them (null or '' for false was measured: it saves nothing), but for html and long
 * texts.
 */
export function rowsText(heading: string, rows: readonly OdooRecord[], html: HtmlAs = 'text'): string {
  const columns = Object.keys(rows[0] ?? {});
  const options = { html, maxCharacters: textLengthFor(rows.length) };
  const lines = rows.map((row) => JSON.stringify(columns.map((column) => shownValue(row[column], options))));
  return [heading, ...(rows.length > 0 ? [JSON.stringify(columns)] : []), ...lines].join('\n');
}
