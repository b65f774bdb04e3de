import type { Domain, OdooReader } from '#libs/contracts';

export interface NamedRecord {
  readonly id: number;
  readonly name: string;
}

/** What a name stands for. `exact` is false where the only record that is like it has a longer or different name. */
export type NameLookup =
  | { readonly kind: 'one'; readonly id: number; readonly name: string; readonly exact: boolean }
  | { readonly kind: 'none' }
  | { readonly kind: 'ambiguous'; readonly candidates: readonly NamedRecord[]; readonly more: boolean };

/** Candidates shown of an ambiguous name: enough to choose from, few enough to read. */
const CANDIDATES_MAX = 8;

/** `[CODE] Name`: products and accounts. */
const CODED_NAME = /^\[(?<code>[^\]]+)\]\s*(?<name>.+)$/;

/** `Company, Person` and `All / Office / Desks`. */
const PARENT_SEPARATOR = /, | \/ /;

/**
 * The record that a name stands for, never a guess: one whole name, case and blanks aside; else one own name inside a
 * longer one (`Deco Addict, Addison Olson`, `[E-COM07] Large Cabinet`); else the only one that is like it at all.
 * @param domain narrows the records that come into question.
 */
export async function lookUpName(odoo: OdooReader, model: string, name: string, domain?: Domain): Promise<NameLookup> {
  const { found, more } = await candidatesFor(odoo, model, name, domain);
  const whole = found.filter((record) => folded(record.name) === folded(name));
  const own = whole.length > 0 ? whole : found.filter((record) => ownNames(record.name).includes(folded(name)));
  const [only] = own;
  if (only && own.length === 1) return { kind: 'one', ...only, exact: true };
  // Several of that very name: the others are beside the point.
  if (own.length > 1) return ambiguous(own, more);
  const [single] = found;
  if (!single) return { kind: 'none' };
  return found.length === 1 && !more ? { kind: 'one', ...single, exact: false } : ambiguous(found, more);
}

/** A backslash would take the meaning of what follows it in LIKE; at the end it is an error. */
export function namePart(name: string): string {
  return name.trim().replaceAll('\\', '\\\\');
}

function ambiguous(candidates: readonly NamedRecord[], more: boolean): NameLookup {
  return {
    kind: 'ambiguous',
    candidates: candidates.slice(0, CANDIDATES_MAX),
    more: more || candidates.length > CANDIDATES_MAX,
  };
}

async function candidatesFor(
  odoo: OdooReader,
  model: string,
  name: string,
  domain: Domain | undefined,
): Promise<{ found: NamedRecord[]; more: boolean }> {
  const text = namePart(name);
  if (text === '') return { found: [], more: false };
  const options = { ...(domain && { domain }), limit: CANDIDATES_MAX + 1 };
  const like = await odoo.nameSearch(model, text, { ...options, operator: 'ilike' });
  if (like.length <= CANDIDATES_MAX) return { found: like.map(named), more: false };
  // The one that has exactly this name may be behind the many that hold it.
  const equal = await odoo.nameSearch(model, text, { ...options, operator: '=ilike' });
  const found = new Map([...equal, ...like].map((pair) => [pair[0], named(pair)]));
  return { found: [...found.values()], more: true };
}

function named([id, name]: readonly [number, string]): NamedRecord {
  return { id, name };
}

function ownNames(displayName: string): string[] {
  const { code, name } = CODED_NAME.exec(displayName)?.groups ?? {};
  const last = displayName.split(PARENT_SEPARATOR).at(-1);
  return [code, name, last].filter((part) => part !== undefined).map(folded);
}

function folded(name: string): string {
  return name.trim().replaceAll(/\s+/g, ' ').toLowerCase().normalize('NFC');
}
