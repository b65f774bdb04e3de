import { comparableValue, type ScalarField } from './domain-values.js';
import { LIKE_OPERATORS, POSITIVE_OF } from './domain-operators.js';
import { refuseNul } from './field-conversion.js';
import { isNumeric } from './field-definition.js';
import { likePattern } from './like-pattern.js';
import { pythonError } from './odoo-fault.js';
import { pythonRepr, pythonString } from './python-text.js';
import { isJsonList, type Json, type StoredValue } from './row.js';

export type ValueTest = (value: StoredValue) => boolean;

export function scalarTest(scalar: ScalarField, operator: string, value: Json): ValueTest {
  const positive = POSITIVE_OF[operator];
  if (positive) {
    const test = scalarTest(scalar, positive, value);
    return (stored) => !test(stored);
  }
  if (operator === '=?') return value ? scalarTest(scalar, '=', value) : () => true;
  if (operator === 'in') return membership(scalar, value);
  if (operator === '=') return isJsonList(value) ? oneOf(scalar, value) : equals(scalar, value);
  if (LIKE_OPERATORS.has(operator)) return resembles(operator, value);
  return compares(scalar, operator, value);
}

const isNothing = (value: Json): boolean => value === false || value === null;

/** 19 takes an empty text and 0 for "not set" as well, 14 only NULL. */
function isUnset({ field, database }: ScalarField): ValueTest {
  if (database.version === 19) return (stored) => stored === false || stored === '' || stored === 0;
  return isNumeric(field) ? () => false : (stored) => stored === false;
}

function membership(scalar: ScalarField, value: Json): ValueTest {
  if (isJsonList(value)) return oneOf(scalar, value);
  if (scalar.database.version === 19 || typeof value === 'boolean') return equals(scalar, value);
  throw pythonError('ValueError', `Invalid domain term (${pythonRepr(scalar.name)}, 'in', ${pythonRepr(value)})`);
}

function equals(scalar: ScalarField, value: Json): ValueTest {
  if (isNothing(value) && scalar.field.type !== 'boolean') return isUnset(scalar);
  const wanted = comparableValue(scalar, value, '=');
  return (stored) => stored === wanted;
}

function oneOf(scalar: ScalarField, values: readonly Json[]): ValueTest {
  const isBoolean = scalar.field.type === 'boolean';
  const given = isBoolean ? values : values.filter((value) => !isNothing(value));
  const wanted = new Set<StoredValue>(given.map((value) => comparableValue(scalar, value, '=')));
  if (given.length === values.length) return (stored) => wanted.has(stored);
  const unset = isUnset(scalar);
  return (stored) => wanted.has(stored) || unset(stored);
}

/** A pattern of nothing is in everything, and equals nothing. */
function resembles(operator: string, value: Json): ValueTest {
  if (!value) return () => !operator.startsWith('=');
  refuseNul(pythonString(value));
  const test = likePattern(operator, pythonString(value));
  return (stored) => stored !== false && test(pythonString(stored));
}

function compares(scalar: ScalarField, operator: string, value: Json): ValueTest {
  const unset = whatUnsetCountsAs(scalar);
  if (isNothing(value) && unset === null) return () => false;
  const limit = isNothing(value) ? unset : comparableValue(scalar, value, operator);
  if (limit === null) return () => false;
  const holds = ORDERED[operator] ?? ORDERED['>='];
  return (stored) => {
    const left = stored === false ? unset : stored;
    return left !== null && typeof left === typeof limit && holds(left, limit);
  };
}

type Comparison = (left: StoredValue, right: StoredValue) => boolean;

const ORDERED: Readonly<Record<string, Comparison>> & { readonly '>=': Comparison } = {
  '<': (left, right) => left < right,
  '<=': (left, right) => left <= right,
  '>': (left, right) => left > right,
  '>=': (left, right) => left >= right,
};

/** In 19 a text that is not set sorts like an empty one; a date that is not set is on no side of any other. */
function whatUnsetCountsAs({ field, database }: ScalarField): StoredValue | null {
  if (field.type === 'boolean') return false;
  if (database.version === 14 || field.type === 'date' || field.type === 'datetime') return null;
  return isNumeric(field) ? 0 : '';
}
