/** How many records x2many commands delete, wherever in the arguments of a call their values stand. */
export function deletionsIn(argument: unknown): number {
  if (typeof argument !== 'object' || argument === null) return 0;
  if (Array.isArray(argument)) return total(argument.map(deletionsIn));
  return total(Object.values(argument).map((value) => (Array.isArray(value) ? total(value.map(deletionsBy)) : 0)));
}

/** `[2, id]` deletes; lines that are made or changed have values of their own. */
function deletionsBy(command: unknown): number {
  const [code, , values] = Array.isArray(command) ? command : [];
  if (code === 2) return 1;
  return code === 0 || code === 1 ? deletionsIn(values) : 0;
}

function total(counts: readonly number[]): number {
  return counts.reduce((sum, count) => sum + count, 0);
}
