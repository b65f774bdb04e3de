import type { FoundValues } from '#libs/contracts';

/** Values that one answer of the protocol may hold. */
export const ANSWER_MAX = 100;

/** Records to ask Odoo for: one that does not fit into the answer tells that there are more. */
export const LOOK_AT = ANSWER_MAX + 1;

export const NOTHING: FoundValues = { values: [], more: false };

/** Names that begin with what was typed, then those that hold it. */
export function beginningFirst(names: readonly string[], typed: string): string[] {
  const later = (name: string): number => (name.startsWith(typed) ? 0 : 1);
  return names.filter((name) => name.includes(typed)).sort((a, b) => later(a) - later(b) || a.localeCompare(b));
}

/** A list that is typed with commas: its last item is completed, and those before it stay and are not offered again. */
export async function completingLast(
  typed: string,
  find: (last: string, given: readonly string[]) => Promise<FoundValues>,
): Promise<FoundValues> {
  const { head = '', last = '' } = /^(?<head>.*,\s*)?(?<last>.*)$/s.exec(typed)?.groups ?? {};
  const given = head
    .split(',')
    .map((item) => item.trim())
    .filter(Boolean);
  const { values, more } = await find(last, given);
  return { values: values.filter((value) => !given.includes(value)).map((value) => head + value), more };
}
