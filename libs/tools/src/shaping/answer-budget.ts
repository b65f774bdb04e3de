import { bytesOf } from './byte-budget.js';

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
  let room = maxBytes;
  const beyond = result.findIndex((item) => {
    // One byte for the comma or bracket beside it.
    room -= bytesOf(item) + 1;
    return room < 1;
  });
  return { result: result.slice(0, beyond), result_cut: { bytes, items: result.length, hint: HINT } };
}
