import { type Access, accessesOf, type Mode, type Principal, type ToolListing } from '#libs/contracts';

const ALL: readonly Access[] = accessesOf('readwrite');

const DESCRIPTIONS: Readonly<Record<Mode, string>> = {
  readonly: 'Searching and reading; nothing in Odoo can be changed.',
  readwrite: 'Everything that readonly allows, and every tool that changes something.',
};

export interface ModeDescription {
  readonly mode: Mode;
  readonly allowed_permissions: readonly Access[];
  readonly forbidden_permissions: readonly Access[];
  readonly allowed_tools: readonly string[];
  readonly description: string;
}

/** What a caller may do, in the seed's words. */
export function describeMode({ mode }: Principal, tools: readonly ToolListing[]): ModeDescription {
  const allowed = accessesOf(mode);
  return {
    mode,
    allowed_permissions: allowed,
    forbidden_permissions: ALL.filter((access) => !allowed.includes(access)),
    allowed_tools: tools.map(({ name }) => name),
    description: DESCRIPTIONS[mode],
  };
}
