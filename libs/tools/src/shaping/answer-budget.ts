import { bytesOf, fittingItems } from './byte-budget.js';

export interface FittingAnswer {
  readonly result: unknown;
  /** Set where something was left out: what there was, and how to get at it. */
  readonly result_cut?: { readonly bytes: number; readonly items?: number; readonly hint: string };
}

const HINT = 'Ask for less: fewer fields, a limit, or a narrower domain.';

/**
 * Any answer within `maxBytes` of JSON: a list keeps its first items, whole; anything else too large is left out, since
 * half of it would be taken for all. The call itself was carried out, so it is no error.
 */
export function fittingAnswer(result: unknown, maxBytes: number): FittingAnswer {
  const bytes = bytesOf(result);
  if (bytes <= maxBytes) return { result };
  if (!Array.isArray(result)) return { result: null, result_cut: { bytes, hint: HINT } };
  return { result: fittingItems(result, maxBytes), result_cut: { bytes, items: result.length, hint: HINT } };
}
