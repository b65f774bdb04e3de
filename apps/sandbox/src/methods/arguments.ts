import { notAnInteger } from '../orm/field-conversion.js';
import type { OdooVersion } from '../orm/model-definition.js';
import { OdooFault, pythonError, sqlError } from '../orm/odoo-fault.js';
import { pythonRepr, pythonTypeOf } from '../orm/python-text.js';
import { isJsonList, type Json } from '../orm/row.js';

/** What `browse` makes of a caller's ids: one id, a list of them, or nothing. */
export function toIds(value: Json | undefined): number[] {
  if (value === undefined || value === null || value === false) return [];
  const given = isJsonList(value) ? value : [value];
  return given.filter((id) => id !== false && id !== null).map(toId);
}

function toId(value: Json): number {
  if (typeof value === 'number') return value;
  if (typeof value === 'string') throw notAnInteger(value);
  throw pythonError('TypeError', `unhashable type: '${isJsonList(value) ? 'list' : 'dict'}'`);
}

/** A limit or an offset: nothing is 0, and PostgreSQL refuses what is negative. */
export function toWindow(version: OdooVersion, name: 'LIMIT' | 'OFFSET', value: Json | undefined): number {
  if (!value) return 0;
  if (typeof value === 'string' && (version === 14 || Number.isNaN(Number(value)))) throw notACount(version, value);
  const count = Number(value);
  if (count >= 0) return count;
  throw new OdooFault(
    `psycopg2.errors.InvalidRowCountIn${name === 'LIMIT' ? 'Limit' : 'ResultOffset'}Clause`,
    `${name} must not be negative\n`,
    500,
  );
}

const notACount = (version: OdooVersion, value: string): OdooFault =>
  version === 14
    ? pythonError('TypeError', '%d format: a number is required, not str')
    : sqlError('InvalidTextRepresentation', `invalid input syntax for type bigint: "${value}"`, `LIMIT '${value}'`);

export function toOrder(version: OdooVersion, value: Json | undefined): string {
  if (!value) return '';
  if (typeof value === 'string') return value;
  throw version === 19
    ? pythonError('TypeError', `expected string or bytes-like object, got '${pythonTypeOf(value)}'`)
    : pythonError('AttributeError', `'${pythonTypeOf(value)}' object has no attribute 'split'`);
}

/** Field names as a list; a text is walked letter by letter, as Python does. */
export function toFieldNames(value: Json | undefined): string[] {
  if (!value) return [];
  if (typeof value === 'string') return Array.from(value);
  if (!isJsonList(value)) throw pythonError('TypeError', `'${pythonTypeOf(value)}' object is not iterable`);
  return value.map((name) => (typeof name === 'string' ? name : pythonRepr(name)));
}
