import type { FieldDefinition } from '#libs/contracts';
import { isCalendarDate, odooMoment } from './moments.js';

/** A value as Odoo takes it, or what is wrong with the one that was sent. */
export type ValueReading = { readonly value: unknown } | { readonly problem: string };

type Reader = (value: unknown, field: FieldDefinition) => ValueReading;

const READERS: Readonly<Record<string, Reader>> = {
  boolean: readBoolean,
  integer: (value) => readNumber(value, true),
  many2one_reference: (value) => readNumber(value, true),
  float: (value) => readNumber(value, false),
  monetary: (value) => readNumber(value, false),
  char: readText,
  text: readText,
  html: readText,
  binary: readBase64,
  date: readDate,
  datetime: readMoment,
  selection: readSelection,
  reference: readReference,
};

/**
 * Reads the value of a field that is no link. `null`, `false` and an empty text empty a field, as in Odoo; types that
 * are not known here (properties, json) are Odoo's to judge.
 */
export function readScalar(field: FieldDefinition, value: unknown): ValueReading {
  const reader = Object.hasOwn(READERS, field.type) ? READERS[field.type] : undefined;
  if (!reader) return { value: value ?? false };
  const empties = value === null || value === undefined || value === false;
  return empties ? { value: false } : reader(value, field);
}

/** Odoo takes any text that is not empty, "false" included, for true. */
function readBoolean(value: unknown): ValueReading {
  if (value === true || value === 1) return { value: true };
  return value === 0 ? { value: false } : { problem: 'must be true or false' };
}

function readNumber(value: unknown, whole: boolean): ValueReading {
  const number = typeof value === 'string' && /^-?\d+(?:\.\d+)?$/.test(value.trim()) ? Number(value) : value;
  const fits = whole ? Number.isSafeInteger(number) : Number.isFinite(number);
  return fits ? { value: number } : { problem: whole ? 'must be a whole number' : 'must be a number' };
}

function readText(value: unknown): ValueReading {
  if (typeof value === 'number') return { value: String(value) };
  return typeof value === 'string' ? { value } : { problem: 'must be a text' };
}

function readBase64(value: unknown): ValueReading {
  const fits = typeof value === 'string' && /^[A-Za-z0-9+/\s]*={0,2}\s*$/.test(value);
  return fits ? { value } : { problem: 'must be the file in base64' };
}

function readDate(value: unknown): ValueReading {
  if (value === '') return { value: false };
  const fits = typeof value === 'string' && isCalendarDate(value);
  return fits ? { value } : { problem: 'must be a date such as "2026-11-23"' };
}

function readMoment(value: unknown): ValueReading {
  if (value === '') return { value: false };
  const moment = typeof value === 'string' ? odooMoment(value) : undefined;
  return moment === undefined
    ? { problem: 'must be a moment such as "2026-11-23T10:00:00Z" or, in UTC, "2026-11-23 10:00:00"' }
    : { value: moment };
}

/** The choices are checked where the schema has them; else Odoo does it. */
function readSelection(value: unknown, { selection }: FieldDefinition): ValueReading {
  if (value === '') return { value: false };
  if (typeof value !== 'string' && typeof value !== 'number') return { problem: 'must be one of the choices' };
  if (!Array.isArray(selection)) return { value };
  const keys = selection.map((choice: unknown) => (Array.isArray(choice) ? (choice[0] as unknown) : choice));
  return keys.includes(value) ? { value } : { problem: `must be one of ${keys.map(String).join(', ')}` };
}

function readReference(value: unknown): ValueReading {
  const fits = typeof value === 'string' && /^[a-z][a-z0-9_.]*,\d+$/.test(value);
  return fits ? { value } : { problem: 'must be a model and an id, such as "res.partner,7"' };
}
