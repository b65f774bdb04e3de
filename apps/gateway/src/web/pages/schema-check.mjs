/**
 * What a value breaks of a JSON Schema, in words; empty where nothing. It knows what the schemas of tools use, and lets
 * the rest pass: the gateway judges, this only answers sooner.
 */
export function problemsOf(value, schema, path = '') {
  if (schema.anyOf) return anyOf(value, schema.anyOf, path);
  if (schema.enum && !schema.enum.includes(value)) return [at(path, `must be one of ${schema.enum.join(', ')}`)];
  if (schema.type !== undefined && typeOf(value, schema.type) !== schema.type) {
    return [at(path, `must be ${NAMES[schema.type]}`)];
  }
  return CHECKS[schema.type]?.(value, schema, path) ?? [];
}

const NAMES = {
  string: 'a text',
  integer: 'a whole number',
  number: 'a number',
  boolean: 'true or false',
  array: 'a list, such as []',
  object: 'an object, such as {}',
  null: 'null',
};

const CHECKS = { string: ofText, integer: ofNumber, number: ofNumber, array: ofList, object: ofObject };

function typeOf(value, wanted) {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  if (wanted === 'integer') return Number.isInteger(value) ? 'integer' : typeof value;
  return typeof value;
}

function anyOf(value, schemas, path) {
  const tried = schemas.map((schema) => problemsOf(value, schema, path));
  if (tried.some((problems) => problems.length === 0)) return [];
  const ofItsType = tried.find((_problems, index) => typeOf(value, schemas[index].type) === schemas[index].type);
  return ofItsType ?? [at(path, `must be ${schemas.map(({ type }) => NAMES[type]).join(' or ')}`)];
}

function ofText(value, { minLength = 0, maxLength = Infinity, pattern }, path) {
  if (value.length < minLength) return [at(path, `must have at least ${plural(minLength, 'character')}`)];
  if (value.length > maxLength) return [at(path, `must have at most ${plural(maxLength, 'character')}`)];
  if (pattern !== undefined && !new RegExp(pattern, 'u').test(value))
    return [at(path, 'has a character that may not be')];
  return [];
}

function ofNumber(value, { minimum = -Infinity, maximum = Infinity }, path) {
  if (value < minimum) return [at(path, `must be at least ${minimum}`)];
  return value > maximum ? [at(path, `must be at most ${maximum}`)] : [];
}

function ofList(value, { minItems = 0, maxItems = Infinity, items = {} }, path) {
  if (value.length < minItems) return [at(path, `must have at least ${plural(minItems, 'item')}`)];
  if (value.length > maxItems) return [at(path, `must have at most ${plural(maxItems, 'item')}`)];
  return value.flatMap((item, index) => problemsOf(item, items, `${path}[${index}]`));
}

function ofObject(value, { properties = {}, required = [], additionalProperties }, path) {
  const missing = required
    .filter((name) => !Object.hasOwn(value, name))
    .map((name) => at(inside(path, name), 'is missing'));
  const unknown = Object.keys(value).filter(
    (name) => additionalProperties === false && !Object.hasOwn(properties, name),
  );
  const wrong = Object.keys(value).flatMap((name) =>
    Object.hasOwn(properties, name) ? problemsOf(value[name], properties[name], inside(path, name)) : [],
  );
  return [...missing, ...unknown.map((name) => at(inside(path, name), 'is not known')), ...wrong];
}

const inside = (path, name) => (path === '' ? name : `${path}.${name}`);
const at = (path, problem) => (path === '' ? problem : `${path}: ${problem}`);
const plural = (count, thing) => `${count} ${thing}${count === 1 ? '' : 's'}`;
