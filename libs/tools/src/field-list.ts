/** Attributes of fields by the fields' names, as `fields_get` tells them. */
export type FieldTable = Readonly<Record<string, FieldAttributes>>;

type FieldAttributes = Readonly<Record<string, unknown>>;

/** Fields that a short list describes; of the others it has the names. */
const DESCRIBED_MAX = 200;

/** A selection with more options than this (time zones, languages) is left to who asks for it. */
const OPTIONS_MAX = 8;

/** The fields of a large model with what tells most about each, what is in the database before what is computed. */
export function shortList(all: FieldTable): { fields: FieldTable; others: string[] } {
  const names = Object.keys(all);
  const stored = names.filter((name) => all[name]?.['store'] !== false);
  const described = new Set(
    [...stored, ...names.filter((name) => all[name]?.['store'] === false)].slice(0, DESCRIBED_MAX),
  );
  const entries = Object.entries(all).filter(([name]) => described.has(name));
  return {
    fields: Object.fromEntries(entries.map(([name, field]) => [name, inShort(field)])),
    others: names.filter((name) => !described.has(name)),
  };
}

function inShort({ type, string, relation, required, readonly, selection }: FieldAttributes): FieldAttributes {
  return {
    type,
    string,
    ...(typeof relation === 'string' && { relation }),
    ...(required === true && { required }),
    ...(readonly === true && { readonly }),
    ...(Array.isArray(selection) && selection.length <= OPTIONS_MAX && { selection }),
  };
}

/** `user_id: many2one res.users required "Salesperson"`; what has no place in such a line follows as JSON. */
export function fieldLine(name: string, field: FieldAttributes): string {
  const { type, string: label, relation, required, readonly, selection, ...others } = field;
  const known = [
    typeof type === 'string' ? type : undefined,
    typeof relation === 'string' ? relation : undefined,
    Array.isArray(selection) ? `[${selection.map(optionKey).join('|')}]` : undefined,
    required === true ? 'required' : undefined,
    readonly === true ? 'readonly' : undefined,
    typeof label === 'string' && !saysTheSame(name, label) ? JSON.stringify(label) : undefined,
    Object.keys(others).length > 0 ? JSON.stringify(others) : undefined,
  ].filter((part) => part !== undefined);
  return `${name}: ${known.join(' ')}`;
}

function optionKey(option: unknown): string {
  const [key, label] = Array.isArray(option) ? (option as unknown[]) : [option];
  const text = String(key);
  return typeof label === 'string' && !saysTheSame(text, label) ? `${text}=${label}` : text;
}

/** "Partner" says nothing more than `partner_id`. */
function saysTheSame(name: string, label: string): boolean {
  const words = name.replace(/_ids?$/, '').replaceAll('_', ' ');
  return words.toLowerCase() === label.toLowerCase();
}
