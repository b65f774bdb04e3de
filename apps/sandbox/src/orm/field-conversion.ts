import { isNumeric, isToMany, type FieldDefinition } from './field-definition.js';
import { parseDate, parseDatetime } from './moment-text.js';
import type { OdooVersion } from './model-definition.js';
import { pythonError, sqlError, userError, type OdooFault } from './odoo-fault.js';
import { pythonRepr, pythonString } from './python-text.js';
import { isJsonList, type Json, type StoredValue } from './row.js';

/** A caller's value in the form in which Odoo stores it; x2many go through commands instead. */
export function toStored(
  version: OdooVersion,
  model: string,
  name: string,
  field: FieldDefinition,
  value: Json,
): StoredValue {
  if (isToMany(field)) throw wrongValue(model, name, value);
  if (field.type === 'boolean') return truth(value);
  if (isNumeric(field)) return toNumber(field, value);
  if (field.type === 'many2one') return toLink(value);
  if (value === false || value === null) return false;
  if (field.type === 'date') return parseDate(value);
  if (field.type === 'datetime') return parseDatetime(value);
  if (field.type === 'selection') return toChoice(model, name, field, value);
  const text = pythonString(value);
  refuseNul(text);
  if (field.type === 'html') return toHtml(text);
  return field.type === 'binary' ? toBinary(version, field, text) : text;
}

export const wrongValue = (model: string, name: string, value: Json): OdooFault =>
  pythonError('ValueError', `Wrong value for ${model}.${name}: ${pythonRepr(value)}`);

/** What PostgreSQL says of a text where an id should be. */
export const notAnInteger = (value: string): OdooFault =>
  sqlError('InvalidTextRepresentation', `invalid input syntax for type integer: "${value}"`, `'${value}'`);

/** PostgreSQL cannot keep this one character. */
export function refuseNul(text: string): void {
  if (text.includes('\0')) throw pythonError('ValueError', 'A string literal cannot contain NUL (0x00) characters.');
}

const truth = (value: Json): boolean => (isJsonList(value) ? value.length > 0 : Boolean(value));

function toNumber(field: FieldDefinition, value: Json): number {
  if (!truth(value)) return 0;
  const number = typeof value === 'string' && value.trim() === '' ? Number.NaN : Number(value);
  if (Number.isNaN(number)) throw notANumber(field, value);
  if (field.type === 'integer') return Math.trunc(number);
  return field.type === 'monetary' ? Math.round((number + Number.EPSILON) * 100) / 100 : number;
}

function notANumber(field: FieldDefinition, value: Json): OdooFault {
  const shown = pythonRepr(value);
  return field.type === 'integer'
    ? pythonError('ValueError', `invalid literal for int() with base 10: ${shown}`)
    : pythonError('ValueError', `could not convert string to float: ${shown}`);
}

/** Anything but an id or a text counts as "none", as in Odoo; even `[20, "Belgium"]`, which read gave. */
function toLink(value: Json): StoredValue {
  if (typeof value === 'string' && value !== '') throw notAnInteger(value);
  return typeof value === 'number' && value !== 0 ? value : false;
}

function toChoice(model: string, name: string, field: FieldDefinition, value: Json): string {
  const choice = pythonString(value);
  if (field.selection?.some(([known]) => known === choice)) return choice;
  throw wrongValue(model, name, value);
}

/** The part of Odoo's sanitizer that shows: no scripts, and bare text becomes a paragraph. */
function toHtml(source: string): string {
  const clean = source.replaceAll(/<(script|style)\b[\s\S]*?<\/\1\s*>/gi, '');
  return clean === '' || /^\s*<(p|div|h\d|ul|ol|table|blockquote|pre|section)\b/i.test(clean)
    ? clean
    : `<p>${clean}</p>`;
}

/** Python's decoder skips what is not base64; of a picture, Odoo looks whether it is one. */
function toBinary(version: OdooVersion, field: FieldDefinition, value: string): string {
  const base64 = value.replaceAll(/[^A-Za-z0-9+/=]/g, '');
  if (field.image && !isPicture(base64) && (base64 !== '' || version === 14)) {
    const advice = version === 14 ? ' Please try with a different file.' : '';
    throw userError(`This file could not be decoded as an image file.${advice}`);
  }
  return base64;
}

/** By its first bytes: PNG, JPEG, GIF, WebP or BMP. */
const isPicture = (base64: string): boolean => /^(iVBOR|\/9j\/|R0lGOD|UklGR|Qk)/.test(base64);
