import { deletionsIn } from './command-deletions.js';

it.each<[string, unknown, number]>([
  ['nothing', undefined, 0],
  ['ids', [2, 3], 0],
  ['a domain', [['id', 'in', [2, 3]]], 0],
  ['one', { child_ids: [[2, 7, 0]] }, 1],
  [
    'several, on several fields',
    {
      child_ids: [
        [2, 7],
        [2, 8],
        [3, 9],
      ],
      line_ids: [[2, 1]],
    },
    3,
  ],
  ['those of records to create', [{ child_ids: [[2, 7]] }, { child_ids: [[2, 8]] }], 2],
  ['those of lines of lines', { a: [[1, 5, { b: [[0, 0, { c: [[2, 7]] }]] }]] }, 1],
  ['none in links', { tag_ids: [[6, 0, [2, 7]]], other_ids: [2, 7] }, 0],
])('counts %s', (_name, argument, count) => {
  expect(deletionsIn(argument)).toBe(count);
});
