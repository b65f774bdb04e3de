import type { ResourceContext } from '#libs/contracts';

/** Models whose technical name begins with what was typed, then those that hold it. */
export async function completeModel(typed: string, { files }: Pick<ResourceContext, 'files'>): Promise<string[]> {
  const names = (await files.models()).map(({ model }) => model).filter((model) => model.includes(typed));
  const begins = (name: string): number => (name.startsWith(typed) ? 0 : 1);
  return names.sort((a, b) => begins(a) - begins(b) || a.localeCompare(b));
}
