import { bytesOf, fittingItems } from './shaping/byte-budget.js';

/** Attributes of fields by the fields' names, as `fields_get` tells them. */
export type FieldTable = Readonly<Record<string, FieldAttributes>>;

type FieldAttributes = Readonly<Record<string, unknown>>;

/** Enough to write a domain or values with; every attribute of a large model would fill a context window. */
export const FIELD_ATTRIBUTES: readonly string[] = ['string', 'type', 'required', 'readonly', 'relation', 'selection'];

export interface DescribedFields {
  readonly fields: FieldTable;
  /** Names of fields that are there, too. */
  readonly other_fields?: string[];
  readonly hint?: string;
}

/** A model with more fields than this is listed in short. */
const SHORT_LIST_FROM = 60;

const SHORT_HINT = 'In short: name fields to odoo_fields_get for all of their attributes.';

/**
 * The fields of a model in at most `maxBytes` of JSON, and in short where they are many.
 * @param all with FIELD_ATTRIBUTES, and `store`, which tells which of many fields matter most.
 */
export function describedFields(all: FieldTable, maxBytes: number): DescribedFields {
  if (Object.keys(all).length <= SHORT_LIST_FROM) return fittingFields(withoutStore(all), [], maxBytes);
  const { fields, others } = shortList(all);
  return { ...fittingFields(fields, others, maxBytes - bytesOf({ hint: SHORT_HINT })), hint: SHORT_HINT };
}

/** Some attributes are long: `help` on every field, `selection` on those of time zones. */
export function fittingFields(all: FieldTable, others: readonly string[], maxBytes: number): DescribedFields {
  const entries = Object.entries(all).map(
    ([name, field]) => [name, bytesOf(field) < maxBytes ? field : inShort(field)] as const,
  );
  const described = fittingItems(entries, maxBytes - bytesOf({ fields: {}, other_fields: [] }));
  const fields = Object.fromEntries(described);
  const rest = [...entries.slice(described.length).map(([name]) => name), ...others];
  if (rest.length === 0) return { fields };
  return { fields, other_fields: [...fittingItems(rest, maxBytes - bytesOf({ fields, other_fields: [] }))] };
}

export function withoutStore(fields: FieldTable): FieldTable {
  return Object.fromEntries(Object.entries(fields).map(([name, { store: _store, ...rest }]) => [name, rest]));
}

/** Fields that a short list describes; of the others it has the names. */
const DESCRIBED_MAX = 200;

/** A selection with more options than this (time zones, languages) is left to who asks for it. */
const OPTIONS_MAX = 8;

/** The fields of a large model with what tells most about each, what is in the database before what is computed. */
function shortList(all: FieldTable): { fields: FieldTable; others: string[] } {
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
