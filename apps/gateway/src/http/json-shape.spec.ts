import { jsonShape } from './json-shape.js';

describe('jsonShape', () => {
  it.each<[unknown, number, number]>([
    [7, 0, 1],
    ['text', 0, 1],
    [[], 1, 2],
    [[1, 2, 3], 1, 4],
    [{ a: 1, b: { c: [1, 2] } }, 3, 6],
    [['a,b', 'c\\', '"]', '\\"[{,'], 1, 5],
    [[[], [[]]], 3, 6],
  ])('%j', (value, depth, members) => {
    for (const text of [JSON.stringify(value), JSON.stringify(value, null, 2)]) {
      expect(jsonShape(text)).toEqual({ depth, members });
    }
  });

  it('takes what stands in a string for text, however it is written', () => {
    for (const text of ['"\\u005b[,"', '"\\\\\\",["', '"{"', '"\\\\"'])
      expect(jsonShape(text)).toEqual({ depth: 0, members: 1 });
  });

  it.each(['"never ends', '"ends in \\', '[}', ']', '', '\\"'])('comes to an end of what is no JSON: %j', (text) => {
    expect(jsonShape(text).members).toBeLessThanOrEqual(2);
  });

  it('looks at every character once, many quotes and backslashes included', () => {
    const text = `["${'\\\\'.repeat(100_000)}","${'\\"'.repeat(100_000)}"]`;
    expect(jsonShape(text)).toEqual({ depth: 1, members: 3 });
  });
});
