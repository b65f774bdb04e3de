/** Names with `*` for "anything", as one expression; undefined where there are none. */
export function namePattern(names: readonly string[]): RegExp | undefined {
  if (names.length === 0) return undefined;
  const alternatives = names.map((name) => name.replaceAll('.', '\\.').replaceAll('*', '.*'));
  return new RegExp(`^(?:${alternatives.join('|')})$`);
}

/** `member` (on any model) or `model:member`, as a question about a model and a member. */
export function memberPattern(entries: readonly string[]): (model: string, member: string) => boolean {
  const pattern = namePattern(entries.map((entry) => (entry.includes(':') ? entry : `*:${entry}`)));
  return (model, member) => pattern?.test(`${model}:${member}`) ?? false;
}
