interface SchemaCheck {
  problemsOf: (value: unknown, schema: object) => string[];
}

const { problemsOf } = jest.requireActual<SchemaCheck>('./pages/schema-check.mjs');

const texts = { type: 'array', minItems: 1, items: { type: 'string', maxLength: 3 } };
const query = {
  type: 'object',
  properties: { model: { type: 'string' }, limit: { type: 'integer', minimum: 1, maximum: 9 } },
  required: ['model'],
  additionalProperties: false,
};
const valuesOrList = { anyOf: [{ type: 'object' }, { type: 'array', minItems: 1, items: { type: 'object' } }] };

describe('what a form says of an argument', () => {
  it.each<[string, unknown, object]>([
    ['a text', 'a', { type: 'string' }],
    ['one of some', 'csv', { enum: ['json', 'csv'] }],
    ['a whole number', 3, { type: 'integer', minimum: 3, maximum: 3 }],
    ['a fraction', 1.5, { type: 'number' }],
    ['a list', ['abc'], texts],
    ['an object', { model: 'x', limit: 9 }, query],
    ['either of two', [{ name: 'x' }], valuesOrList],
    ['anything', { any: ['thing'] }, {}],
    ['letters beyond ASCII', 'é', { type: 'string', pattern: '^[^\\p{Cc}]+$' }],
  ])('is nothing of %s', (_what, value, schema) => {
    expect(problemsOf(value, schema)).toEqual([]);
  });

  it.each<[unknown, object, string[]]>([
    ['x', { type: 'integer' }, ['must be a whole number']],
    [1.5, { type: 'integer' }, ['must be a whole number']],
    [0, { type: 'integer', minimum: 1 }, ['must be at least 1']],
    [10, { type: 'integer', maximum: 9 }, ['must be at most 9']],
    ['', { type: 'string', minLength: 1 }, ['must have at least 1 character']],
    ['abcd', { type: 'string', maxLength: 3 }, ['must have at most 3 characters']],
    ['a\u0000', { type: 'string', pattern: '^[^\\p{Cc}]+$' }, ['has a character that may not be']],
    ['xml', { enum: ['json', 'csv'] }, ['must be one of json, csv']],
    [[], texts, ['must have at least 1 item']],
    [['abcd', 'x', 4], texts, ['[0]: must have at most 3 characters', '[2]: must be a text']],
    [{}, texts, ['must be a list, such as []']],
    [{ limit: 0 }, query, ['model: is missing', 'limit: must be at least 1']],
    [{ model: 'x', more: 1 }, query, ['more: is not known']],
    [{ model: 'x', constructor: 1 }, query, ['constructor: is not known']],
    [null, query, ['must be an object, such as {}']],
    ['x', valuesOrList, ['must be an object, such as {} or a list, such as []']],
    [[], valuesOrList, ['must have at least 1 item']],
  ])('of %j in %j is %j', (value, schema, problems) => {
    expect(problemsOf(value, schema)).toEqual(problems);
  });
});
