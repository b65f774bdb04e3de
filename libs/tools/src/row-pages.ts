import type { OdooRecord, SearchQuery, ToolContext } from '#libs/contracts';
import { bytesOf } from './shaping/byte-budget.js';

/** Rows that are read at once where many are wanted. */
const PAGE_ROWS = 200;

interface RowsQuery extends SearchQuery {
  readonly fields: readonly string[];
  readonly limit: number;
}

export interface FoundRows {
  readonly rows: readonly OdooRecord[];
  /** Whether Odoo has rows behind the `limit` ones. */
  readonly more: boolean;
}

/**
 * Up to `limit` rows: a page or less in one call, more by their ids and page by page, so that a caller hears how far it
 * has come, and a cancelled call ends at its next page.
 * @param shape what becomes of each row before it is answered.
 * @param maxBytes reading stops behind the page with which the rows have more than this: no answer has room for the rest.
 */
export async function searchRows(
  { odoo, progress }: Pick<ToolContext<'read'>, 'odoo' | 'progress'>,
  model: string,
  query: RowsQuery,
  shape: (row: OdooRecord) => OdooRecord,
  maxBytes: number,
): Promise<FoundRows> {
  const { fields, limit, ...search } = query;
  // One more than wanted tells whether others follow, without a second call.
  const limited = { ...search, limit: limit + 1 };
  if (limit <= PAGE_ROWS) {
    const found = await odoo.searchRead(model, { ...limited, fields });
    return { rows: found.slice(0, limit).map(shape), more: found.length > limit };
  }
  const found = await odoo.search(model, limited);
  const ids = found.slice(0, limit);
  const rows: OdooRecord[] = [];
  let room = maxBytes;
  for (let at = 0; at < ids.length && room >= 0; at += PAGE_ROWS) {
    const page = (await odoo.read(model, ids.slice(at, at + PAGE_ROWS), fields)).map(shape);
    rows.push(...page);
    room -= bytesOf(page);
    // That the last page has come is told by the answer itself.
    if (rows.length < ids.length) progress({ done: rows.length, total: ids.length, message: 'rows read' });
  }
  return { rows, more: found.length > limit };
}
