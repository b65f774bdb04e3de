import { likePattern } from './like-pattern.js';

test.each([
  ['like', 'b', 'abc', true],
  ['like', 'B', 'abc', false],
  ['ilike', 'B', 'abc', true],
  ['=like', 'b', 'abc', false],
  ['=like', 'a%', 'abc', true],
  ['=ilike', 'A_C', 'abc', true],
  ['like', 'a.c', 'abc', false],
  ['like', 'a%c', 'a\nb\nc', true],
  ['like', '100\\%', '100% wool', true],
  ['like', '100\\%', '1000 wool', false],
  ['ilike', 'ÉT', 'été', true],
  ['=like', '(x)[y]{z}^$|+*?', '(x)[y]{z}^$|+*?', true],
])('%s %j in %j is %s', (operator, pattern, text, expected) => {
  expect(likePattern(operator, pattern)(text)).toBe(expected);
});
