import type { ResourceBody } from '#libs/contracts';
import { bytesOf, fittingItems } from '../shaping/byte-budget.js';

export const JSON_TYPE = 'application/json';

export function jsonBody(value: unknown): ResourceBody {
  return { mimeType: JSON_TYPE, text: JSON.stringify(value) };
}

export interface ListLimits {
  readonly maxBytes: number;
  /** How many items there are; all that are given, unless told. */
  readonly total?: number;
  /** How to get at those that have no room. */
  readonly hint: string;
}

/**
 * A list under its name, and what stands beside it, in at most `maxBytes` of JSON. It is cut at an item's edge, and then
 * says how many there are and how to get the others.
 */
export function listBody(
  name: string,
  items: readonly unknown[],
  { maxBytes, hint, total = items.length }: ListLimits,
  beside: object = {},
): ResourceBody {
  const whole = { ...beside, [name]: items };
  if (items.length === total && bytesOf(whole) <= maxBytes) return jsonBody(whole);
  const frame = { ...beside, [name]: [], total, hint };
  return jsonBody({ ...frame, [name]: fittingItems(items, maxBytes - bytesOf(frame)) });
}
