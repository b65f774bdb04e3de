import { bytesOf, fittingItems } from './byte-budget.js';

export interface FittingAnswer {
  readonly result: unknown;
  /** Set where something was left out: what there was, and how to get at it. */
  readonly result_cut?: { readonly bytes: number; readonly items?: number; readonly hint: string };
}

const HINT = 'Ask for less: fewer fields, a limit, or a narrower domain.';
const ROWS_HINT = 'This key gets no more rows in one answer. Go on with an offset, or narrow the domain.';

/**
 * Any answer within `maxBytes` of JSON: a list keeps its first items, whole; anything else too large is left out, since
 * half of it would be taken for all. The call itself was carried out, so it is no error.
 * @param maxRows likewise of a list, and of one that is among the members of an object, as web clients get it.
 */
export function fittingAnswer(result: unknown, maxBytes: number, maxRows = Infinity): FittingAnswer {
  const bytes = bytesOf(result);
  if (rowsIn(result) > maxRows) {
    const rows = Array.isArray(result) ? fittingItems(result.slice(0, maxRows), maxBytes) : null;
    return { result: rows, result_cut: { bytes, items: rowsIn(result), hint: ROWS_HINT } };
  }
  if (bytes <= maxBytes) return { result };
  if (!Array.isArray(result)) return { result: null, result_cut: { bytes, hint: HINT } };
  return { result: fittingItems(result, maxBytes), result_cut: { bytes, items: result.length, hint: HINT } };
}

function rowsIn(result: unknown): number {
  if (Array.isArray(result)) return result.length;
  if (typeof result !== 'object' || result === null) return 0;
  return Math.max(0, ...Object.values(result).map((member) => (Array.isArray(member) ? member.length : 0)));
}
