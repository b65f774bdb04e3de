import type { OdooRecord } from '#libs/contracts';
import { htmlToText, isHtml } from './long-text.js';

/** A record with the words of its html fields, whole, for callers who asked for that in JSON. */
export function withHtmlAsText(record: OdooRecord): OdooRecord {
  const entries = Object.entries(record).map(([name, value]) => [
    name,
    typeof value === 'string' && isHtml(value) ? htmlToText(value) : value,
  ]);
  return Object.fromEntries(entries) as OdooRecord;
}
