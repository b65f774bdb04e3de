import { domainProblem, leavesOf } from './domain.js';

const limits = { maxLeaves: 10, maxDepth: 3 };
const leaf = ['name', '=', 'x'];

const problemOf = (value: unknown) => domainProblem(value, limits);

describe('domainProblem', () => {
  it.each<[string, unknown]>([
    ['nothing, which is everything', []],
    ['one condition', [leaf]],
    ['conditions side by side', [leaf, leaf]],
    ['"&"', ['&', leaf, leaf]],
    ['"|" and one more beside it', ['|', leaf, leaf, leaf]],
    ['"!"', ['!', leaf]],
    ['words in a row', ['|', '&', leaf, leaf, '!', leaf]],
    ['always', [[1, '=', 1]]],
    ['never', [[0, '=', 1]]],
    ['a dotted path', [['country_id.code', '=', 'BE']]],
    ['a list to compare with', [['id', 'in', [1, 2, 3]]]],
    [
      'false and null',
      [
        ['a', '=', false],
        ['b', '!=', null],
      ],
    ],
    ['a sub-domain', [['child_ids', 'any', [leaf, '|', leaf, leaf]]]],
  ])('takes %s', (_name, domain) => {
    expect(problemOf(domain)).toBeUndefined();
  });

  it.each(['=', '!=', '>=', '=?', '=ilike', 'not like', 'not in', 'child_of', 'parent_of', 'not =ilike'])(
    'takes the operator %s',
    (operator) => {
      expect(problemOf([['name', operator, 'x']])).toBeUndefined();
    },
  );

  it.each<[string, unknown, RegExp]>([
    ['text', '[]', /must be a list of conditions, not a string/],
    ['a number', 0, /not a number/],
    ['null', null, /not null/],
    ['nothing at all', undefined, /not an undefined/],
    ['an object', { name: 'x' }, /not an object/],
    ['a condition without its list', leaf, /domain\[0\] must be a condition/],
    ['an object as a condition', [{ name: 'x' }], /domain\[0\] must be/],
    ['null as a condition', [leaf, null], /domain\[1\] must be/],
    ['text as a condition', ['name = x'], /domain\[0\] must be/],
    ['"AND"', ['AND', leaf, leaf], /domain\[0\] must be/],
    ['two members', [['name', '=']], /domain\[0\] must be/],
    ['four members', [['name', '=', 'x', 'y']], /domain\[0\] must be/],
    ['a field that is no name', [['name; drop', '=', 'x']], /domain\[0\]\[0\] must be a field/],
    ['a field that is a number', [[2, '=', 1]], /domain\[0\]\[0\] must be a field/],
    ['"always" in other words', [[1, '=', 0]], /domain\[0\]\[0\] must be a field/],
    ['true for 1', [[true, '=', 1]], /domain\[0\]\[0\] must be a field/],
    ['a value that is an object', [['name', '=', { a: 1 }]], /domain\[0\]\[2\] must be/],
    ['a list that holds a list', [['user_ids', 'in', [['password', 'like', 'a']]]], /domain\[0\]\[2\] must be/],
  ])('refuses %s', (_name, domain, problem) => {
    expect(problemOf(domain)).toMatch(problem);
  });

  it.each([
    'any!',
    'not any!',
    'ANY',
    'inselect',
    'not inselect',
    '<>',
    '==',
    '= ',
    '~',
    'constructor',
    '',
    1,
    null,
    ['='],
  ])('refuses the operator %j', (operator) => {
    expect(problemOf([['name', operator, 'x']])).toMatch(/^domain\[0\]\[1\] must be an operator/);
  });

  it.each<[string, unknown[], number]>([
    ['"&" alone', ['&'], 2],
    ['"&" with one condition', ['&', leaf], 1],
    ['"|" after its conditions', [leaf, leaf, '|'], 2],
    ['"!" at the end', [leaf, '!'], 1],
    ['a row of words', ['|', '|', '&', leaf], 3],
  ])('refuses %s', (_name, domain, lacking) => {
    expect(problemOf(domain)).toMatch(new RegExp(`ends early.*lacks ${lacking} `));
  });

  it('looks into sub-domains, and says where', () => {
    expect(problemOf([leaf, ['child_ids', 'any', [leaf, ['a', '~', 1]]]])).toMatch(/^domain\[1\]\[2\]\[1\]\[1\]/);
    expect(problemOf([['child_ids', 'not any', 'x']])).toMatch(/^domain\[0\]\[2\] must be a list of conditions/);
    expect(problemOf([['child_ids', 'any', ['&', leaf]]])).toMatch(/^domain\[0\]\[2\] ends early/);
  });

  it('takes as many levels as allowed and not one more', () => {
    expect(problemOf(nested(3))).toBeUndefined();
    expect(problemOf(nested(4))).toMatch(/nested deeper than 3 levels/);
  });

  it('refuses 50 and 50,000 levels alike', () => {
    expect(problemOf(nested(50))).toMatch(/nested deeper/);
    expect(problemOf(nested(50_000))).toMatch(/nested deeper/);
  });

  it('refuses lists inside lists that are no sub-domain', () => {
    expect(problemOf(bracketed(50_000))).toMatch(/must be a condition/);
  });

  it('counts conditions, those of sub-domains too', () => {
    const half = Array.from({ length: 5 }, () => leaf);
    expect(problemOf([...half, ...half])).toBeUndefined();
    expect(problemOf([...half, ...half, leaf])).toMatch(/more conditions than the 10 allowed/);
    expect(problemOf([...half, ['child_ids', 'any', half]])).toMatch(/more conditions than the 10 allowed/);
  });

  it('refuses a huge domain, of conditions or of words alone', () => {
    expect(problemOf(Array.from({ length: 1_000_000 }, () => leaf))).toMatch(/more conditions than the 10 allowed/);
    expect(problemOf([...Array.from({ length: 1_000_000 }, () => '!'), leaf])).toMatch(
      /more conditions than the 10 allowed/,
    );
  });
});

describe('leavesOf', () => {
  it('yields every condition, those of sub-domains under the path that leads to them', () => {
    const domain = [
      '|',
      [1, '=', 1],
      ['name', 'like', 'x'],
      ['user_ids', 'any', [['partner_id', 'not any', [['email', '=', 'y']]]]],
    ];
    expect([...leavesOf(domain)].map(([path, operator]) => `${path} ${operator}`)).toEqual([
      'name like',
      'user_ids any',
      'user_ids.partner_id not any',
      'user_ids.partner_id.email =',
    ]);
  });

  it('does not take a list to compare with for a sub-domain', () => {
    expect([...leavesOf([['id', 'in', [1, 2]]])]).toEqual([['id', 'in', [1, 2]]]);
  });
});

function nested(levels: number): unknown[] {
  let domain: unknown[] = [leaf];
  for (let level = 1; level < levels; level += 1) domain = [['child_ids', 'any', domain]];
  return domain;
}

function bracketed(levels: number): unknown[] {
  let value: unknown[] = [];
  for (let level = 1; level < levels; level += 1) value = [value];
  return value;
}
