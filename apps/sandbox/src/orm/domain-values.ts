import type { Database } from './database.js';
import { notAnInteger, refuseNul } from './field-conversion.js';
import { isNumeric, type FieldDefinition } from './field-definition.js';
import { isInCalendar } from './moment-text.js';
import { pythonError, sqlError, type OdooFault } from './odoo-fault.js';
import { pythonRepr, pythonString } from './python-text.js';
import type { Json } from './row.js';

const YES = new Set(['y', 'yes', '1', 'true', 't', 'on']);
const MOMENT = /^(\d{4})-(\d{2})-(\d{2})(?: \d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?Z?)?$/;

/** A field that is not a relation, and the database whose version decides what NULL means. */
export interface ScalarField {
  readonly name: string;
  readonly field: FieldDefinition;
  readonly database: Database;
}

/** A condition's value in the field's own kind. */
export function comparableValue(scalar: ScalarField, value: Json, operator: string): string | number | boolean {
  const { field } = scalar;
  if (field.type === 'boolean') return toBoolean(scalar, value);
  if (isNumeric(field)) return toNumber(scalar, value);
  if (field.type === 'date' || field.type === 'datetime') return toMoment(scalar, pythonString(value), operator);
  const text = pythonString(value);
  refuseNul(text);
  return text;
}

/** 19 reads texts like "yes"; to 14 any text is true. */
function toBoolean({ database }: ScalarField, value: Json): boolean {
  return typeof value === 'string' && database.version === 19 ? YES.has(value.toLowerCase()) : Boolean(value);
}

function toNumber({ name, field }: ScalarField, value: Json): number {
  const number = typeof value === 'string' && value.trim() === '' ? Number.NaN : Number(value);
  if (!Number.isNaN(number)) return number;
  if (name === 'id') throw notAnInteger(pythonString(value));
  throw pythonError(
    'ValueError',
    field.type === 'integer'
      ? `invalid literal for int() with base 10: ${pythonRepr(value)}`
      : `could not convert string to float: ${pythonRepr(value)}`,
  );
}

/** A day compared with a moment means its first or its last second, by the side that the operator takes. */
function toMoment(scalar: ScalarField, text: string, operator: string): string {
  const { database, field } = scalar;
  const now = database.timestamp();
  const named: Readonly<Record<string, string>> = { now, today: `${now.slice(0, 10)} 00:00:00` };
  const known = named[text] ?? text.replace('T', ' ');
  const match = MOMENT.exec(known);
  if (!match) throw notAMoment(scalar, text);
  if (!isInCalendar(match)) throw notInCalendar(scalar, text);
  if (database.version === 19 && known.endsWith('Z')) {
    throw pythonError('ValueError', `expecting only datetimes with no timezone: ${pythonRepr(text)}`);
  }
  const day = known.slice(0, 10);
  if (field.type === 'date') return day;
  if (known.length > 10) return known.slice(0, 19);
  return operator === '>' || operator === '<=' ? `${day} 23:59:59` : `${day} 00:00:00`;
}

function notAMoment({ database, field }: ScalarField, text: string): OdooFault {
  if (database.version === 19) {
    return pythonError('ValueError', `Invalid term ${pythonRepr(text)} in expression date: ${pythonRepr(text)}`);
  }
  const type = field.type === 'date' ? 'date' : 'timestamp';
  return sqlError('InvalidDatetimeFormat', `invalid input syntax for type ${type}: "${text}"`, `'${text}'`);
}

function notInCalendar({ database }: ScalarField, text: string): OdooFault {
  if (database.version === 14) {
    return sqlError('DatetimeFieldOverflow', `date/time field value out of range: "${text}"`, `'${text}'`);
  }
  const month = Number(text.slice(5, 7));
  return pythonError(
    'ValueError',
    month < 1 || month > 12 ? 'month must be in 1..12' : 'day is out of range for month',
  );
}
