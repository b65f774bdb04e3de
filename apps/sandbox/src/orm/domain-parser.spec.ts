import { faultOf, smallDatabase } from '../fixtures/small-database.js';
import { parseDomain } from './domain-parser.js';
import type { Json } from './row.js';

const VALUE = 'builtins.ValueError';
const TYPE = 'builtins.TypeError';

describe('what is wrong with a domain, in the words of 19', () => {
  test.each<[Json, string, string]>([
    [[['name', '=']], VALUE, "Domain() invalid item in domain: ['name', '=']"],
    [['name'], VALUE, "Domain() invalid item in domain: 'name'"],
    [[[]], VALUE, 'Domain() invalid item in domain: []'],
    [[['x', 'any!', []]], VALUE, "Domain() invalid item in domain: ['x', 'any!', []]"],
    [['&', ['a', '=', 1]], VALUE, "Domain() malformed domain ['&', ['a', '=', 1]]"],
    [['!'], VALUE, "Domain() malformed domain ['!']"],
    [[['name', '~~', 1]], VALUE, "Invalid operator in condition ('name', '~~', 1)"],
    [[[5, '=', 1]], TYPE, "Domain() invalid arguments: (5, '=', 1)"],
    [[['', '=', 1]], TYPE, "Empty field name in condition ('', '=', 1)"],
    ['name', TYPE, "Domain() invalid argument type for domain: 'name'"],
    [{ a: true }, TYPE, "Domain() invalid argument type for domain: {'a': True}"],
    [null, TYPE, 'Domain() invalid argument type for domain: None'],
    [[['name', 1, 'x']], 'builtins.AttributeError', "'int' object has no attribute 'lower'"],
  ])('%j', (domain, fault, message) => {
    expect(faultOf(() => parseDomain(domain, 19))).toEqual([fault, message]);
  });
});

describe('what is wrong with a domain, in the words of 14', () => {
  test.each<[Json, string, string]>([
    [[['name', '=']], VALUE, "Invalid leaf ('name', '=')"],
    [['name'], VALUE, 'Invalid leaf name'],
    [[['name']], 'builtins.IndexError', 'tuple index out of range'],
    [[['name', '~~', 1]], VALUE, "Invalid leaf ('name', '~~', 1)"],
    [[['name', 'ILIKE', 'x']], VALUE, "Invalid leaf ('name', 'ILIKE', 'x')"],
    [['|'], 'builtins.AssertionError', "This domain is syntactically not correct: ['|']"],
    [null, TYPE, "object of type 'NoneType' has no len()"],
    [{ a: 1 }, 'builtins.KeyError', '0'],
  ])('%j', (domain, fault, message) => {
    expect(faultOf(() => parseDomain(domain, 14))).toEqual([fault, message]);
  });
});

test('19 knows a constant domain, a capital operator and a double equals sign', () => {
  expect(parseDomain(true, 19)).toEqual({ kind: 'constant', value: true });
  expect(parseDomain(false, 19)).toEqual({ kind: 'constant', value: false });
  expect(parseDomain([['name', 'ILIKE', 'x']], 19)).toMatchObject({ operator: 'ilike' });
  expect(parseDomain([['name', '==', 'x']], 19)).toMatchObject({ operator: '=' });
});

describe('what only the model can tell', () => {
  const in14 = smallDatabase(14);
  const in19 = smallDatabase(19);
  const count = ({ call }: typeof in14, leaf: Json) => call('res.partner', 'search_count', [[leaf]]);

  test.each<[Json, readonly string[], readonly string[]]>([
    [
      ['foo', '=', 1],
      [VALUE, "Invalid field res.partner.foo in leaf ('foo', '=', 1)"],
      [VALUE, "Invalid field res.partner.foo in condition ('foo', '=', 1)"],
    ],
    [
      ['country_id.foo', '=', 1],
      [VALUE, "Invalid field res.country.foo in leaf ('foo', '=', 1)"],
      [VALUE, "Invalid field res.country.foo in condition ('foo', '=', 1)"],
    ],
    [
      ['name.foo', '=', 1],
      ['builtins.AttributeError', "'Char' object has no attribute 'auto_join'"],
      [VALUE, "Invalid field property 'foo' on res.partner.name"],
    ],
    [
      ['color', '=', 'many'],
      [VALUE, "invalid literal for int() with base 10: 'many'"],
      [VALUE, "invalid literal for int() with base 10: 'many'"],
    ],
    [
      ['credit_limit', '>', 'much'],
      [VALUE, "could not convert string to float: 'much'"],
      [VALUE, "could not convert string to float: 'much'"],
    ],
    [
      ['name', '=', 'a\0b'],
      [VALUE, 'A string literal cannot contain NUL (0x00) characters.'],
      [VALUE, 'A string literal cannot contain NUL (0x00) characters.'],
    ],
  ])('%j', (leaf, said14, said19) => {
    expect(faultOf(() => count(in14, leaf))).toEqual(said14);
    expect(faultOf(() => count(in19, leaf))).toEqual(said19);
  });

  test("PostgreSQL's own errors give away a piece of SQL", () => {
    const [fault, message] = faultOf(() => count(in19, ['id', '=', 'abc']));
    expect(fault).toBe('psycopg2.errors.InvalidTextRepresentation');
    expect(message).toMatch(/^invalid input syntax for type integer: "abc"\nLINE 1: .*"res_partner"/);
    expect(faultOf(() => count(in14, ['create_date', '>', 'abc']))[0]).toBe('psycopg2.errors.InvalidDatetimeFormat');
    expect(faultOf(() => count(in14, ['name', 'child_of', 1]))[0]).toBe('psycopg2.errors.SyntaxError');
  });

  test('a moment that is none', () => {
    expect(faultOf(() => count(in19, ['create_date', '>', 'abc']))[1]).toBe(
      "Invalid term 'abc' in expression date: 'abc'",
    );
    expect(faultOf(() => count(in19, ['create_date', '>', '2031-13-45']))[1]).toBe('month must be in 1..12');
  });
});
