import { htmlToText, isHtml, shortened } from './long-text.js';

/** How html is shown: its words, or as it is stored. */
export type HtmlAs = 'text' | 'raw';

export interface CellOptions {
  readonly html: HtmlAs;
  /** Characters of one text. */
  readonly maxCharacters: number;
}

/** Ids of a one2many or many2many that are shown; the rest is counted. */
const IDS_SHOWN = 30;

/** A value as readers of text get it: html as words, long texts, names and lists shortened, anything else untouched. */
export function shownValue(value: unknown, { html, maxCharacters }: CellOptions): unknown {
  if (typeof value === 'string') {
    return shortened(html === 'text' && isHtml(value) ? htmlToText(value) : value, maxCharacters);
  }
  if (isMany2one(value)) return [value[0], shortened(value[1], maxCharacters)];
  if (Array.isArray(value) && value.length > IDS_SHOWN) {
    return [...(value as unknown[]).slice(0, IDS_SHOWN), `…[${value.length - IDS_SHOWN} more]`];
  }
  return value;
}

/**
 * A value as the text of a table's cell: a many2one is its name, as in Odoo's own exports, ids are in a row, and what is
 * empty is empty.
 * @param options how it is shortened; left out, not at all.
 */
export function cellText(value: unknown, isBoolean: boolean, options?: CellOptions): string {
  if (value === null || value === undefined || (value === false && !isBoolean)) return '';
  const shown = options ? shownValue(value, options) : value;
  if (isMany2one(shown)) return shown[1];
  if (Array.isArray(shown) && shown.every((item) => typeof item !== 'object')) return shown.join(' ');
  return typeof shown === 'string' ? shown : JSON.stringify(shown);
}

function isMany2one(value: unknown): value is readonly [number, string] {
  return Array.isArray(value) && value.length === 2 && typeof value[0] === 'number' && typeof value[1] === 'string';
}
