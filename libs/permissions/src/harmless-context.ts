import { Forbidden, InvalidArguments } from '#libs/contracts';

/** Context keys that change how something is shown and nothing else. */
const HARMLESS = new Set(['lang', 'tz', 'allowed_company_ids', 'active_test', 'bin_size']);

/** @throws Forbidden for a key that could change what a call does, InvalidArguments for what is no context. */
export function checkContext(context: unknown): void {
  for (const [key] of contextEntries(context)) {
    if (HARMLESS.has(key)) continue;
    throw new Forbidden('The context holds a key that is not let through.', {
      layer: 'arguments',
      rule: 'context-key',
      hint: `Only these pass: ${[...HARMLESS].join(', ')}.`,
    });
  }
}

/** The values that `default_…` keys would set, by field. @throws InvalidArguments for what is no context. */
export function defaultedValues(context: unknown): Record<string, unknown> {
  const defaults = contextEntries(context).filter(([key]) => key.startsWith('default_'));
  return Object.fromEntries(defaults.map(([key, value]) => [key.slice('default_'.length), value]));
}

function contextEntries(context: unknown): Array<[string, unknown]> {
  if (context === undefined || context === null) return [];
  if (typeof context !== 'object' || Array.isArray(context))
    throw new InvalidArguments('The context must be an object.');
  return Object.entries(context);
}
