import { type Domain, InvalidArguments } from '#libs/contracts';
import { refusalOf } from './refusal.js';
import type { PartnerKey, Stage } from './stage.js';

type Case = readonly [domain: Domain, expected: readonly PartnerKey[]];

const ALL = ['atelier', 'baeckerei', 'ada', 'bruno', 'chloe'] as const;
const COMPANIES = ['atelier', 'baeckerei'] as const;
const PEOPLE = ['ada', 'bruno', 'chloe'] as const;

const TEXT: readonly Case[] = [
  [[['function', '=', 'Buyer']], ['ada']],
  [[['function', '!=', 'Buyer']], ['atelier', 'baeckerei', 'bruno', 'chloe']],
  [[['function', '<>', 'Buyer']], ['atelier', 'baeckerei', 'bruno', 'chloe']],
  [[['function', 'like', 'Buy']], ['ada']],
  [[['function', 'like', 'uye']], ['ada', 'chloe']],
  [[['function', 'like', 'B%r']], ['ada']],
  [[['function', 'ilike', 'BUY']], ['ada', 'chloe']],
  [[['function', 'not like', 'Buy']], ['atelier', 'baeckerei', 'bruno', 'chloe']],
  [[['function', 'not ilike', 'buy']], ['atelier', 'baeckerei', 'bruno']],
  [[['function', '=like', 'B%']], ['ada']],
  [[['function', '=like', '_uyer']], ['ada', 'chloe']],
  [[['function', '=like', 'uye']], []],
  [[['function', '=ilike', 'b%']], ['ada', 'chloe']],
  [[['function', 'in', ['Buyer', 'Engineer']]], ['ada', 'bruno']],
  [[['function', 'in', ['Engineer', false]]], ['atelier', 'baeckerei', 'bruno']],
  [[['function', 'not in', ['Buyer']]], ['atelier', 'baeckerei', 'bruno', 'chloe']],
  [[['function', 'not in', ['Buyer', false]]], ['bruno', 'chloe']],
  [[['function', 'in', []]], []],
  [[['function', 'not in', []]], ALL],
  [[['function', '=?', 'Buyer']], ['ada']],
  [[['function', '=?', false]], ALL],
  [[['email', '=', false]], ['bruno']],
  [[['email', '!=', false]], ['atelier', 'baeckerei', 'ada', 'chloe']],
  [[['email', '=', null]], ['bruno']],
  [[['email', '=ilike', 'info@%']], COMPANIES],
];

const OTHER_VALUES: readonly Case[] = [
  [[['color', '=', 3]], ['atelier']],
  [[['color', '!=', 3]], ['baeckerei', 'ada', 'bruno', 'chloe']],
  [[['color', '>', 3]], ['baeckerei', 'bruno']],
  [[['color', '>=', 3]], ['atelier', 'baeckerei', 'bruno']],
  [[['color', '<', 3]], ['ada', 'chloe']],
  [[['color', '<=', 3]], ['atelier', 'ada', 'chloe']],
  [[['color', 'in', [1, 7]]], ['baeckerei', 'ada']],
  [[['color', 'not in', [1, 7]]], ['atelier', 'bruno', 'chloe']],
  [[['is_company', '=', true]], COMPANIES],
  [[['is_company', '=', false]], PEOPLE],
  [[['is_company', '!=', true]], PEOPLE],
  [[['type', '=', 'other']], PEOPLE],
  [[['type', 'in', ['contact', 'invoice']]], COMPANIES],
  [[['create_date', '>=', '2020-01-01']], ALL],
  [[['create_date', '<', '2020-01-01 00:00:00']], []],
];

const MANY2ONE = (stage: Stage): readonly Case[] => [
  [[['country_id', '=', stage.id('BE')]], ['atelier', 'ada']],
  [[['country_id', '!=', stage.id('BE')]], ['baeckerei', 'bruno', 'chloe']],
  [[['country_id', '=', false]], ['bruno']],
  [[['country_id', '!=', false]], ['atelier', 'baeckerei', 'ada', 'chloe']],
  [[['country_id', 'in', [stage.id('BE'), stage.id('FR')]]], ['atelier', 'baeckerei', 'ada', 'chloe']],
  [[['country_id', 'in', [stage.id('BE'), false]]], ['atelier', 'ada', 'bruno']],
  [[['country_id', 'not in', [stage.id('BE')]]], ['baeckerei', 'bruno', 'chloe']],
  [[['country_id', '=', 'Belgium']], ['atelier', 'ada']],
  [[['country_id', 'ilike', 'belg']], ['atelier', 'ada']],
  [[['country_id', 'not ilike', 'belg']], ['baeckerei', 'bruno', 'chloe']],
  [[['id', 'in', stage.partnerIds('ada', 'chloe')]], ['ada', 'chloe']],
  [[['id', 'child_of', stage.id('atelier')]], ['atelier', 'ada', 'bruno']],
  [[['id', 'child_of', [stage.id('atelier'), stage.id('chloe')]]], ['atelier', 'ada', 'bruno', 'chloe']],
  [[['parent_id', 'child_of', stage.id('atelier')]], ['atelier', 'ada', 'bruno']],
  [[['id', 'parent_of', stage.id('ada')]], ['atelier', 'ada']],
];

const X2MANY = (stage: Stage): readonly Case[] => [
  [[['category_id', '=', stage.id('wood')]], ['atelier']],
  [[['category_id', 'in', [stage.id('wood'), stage.id('glass')]]], COMPANIES],
  [[['category_id', 'not in', [stage.id('glass')]]], ['atelier', ...PEOPLE]],
  [[['category_id', '=', false]], PEOPLE],
  [[['category_id', '!=', false]], COMPANIES],
  [[['category_id', 'ilike', `${stage.token} gla`]], ['baeckerei']],
  [[['category_id', 'child_of', stage.id('wood')]], COMPANIES],
  [[['category_id', 'child_of', stage.id('oak')]], ['baeckerei']],
  [[['child_ids', '=', stage.id('ada')]], ['atelier']],
  [[['child_ids', '!=', false]], ['atelier']],
  [[['child_ids', '=', false]], ['baeckerei', ...PEOPLE]],
];

const PATHS: readonly Case[] = [
  [[['country_id.code', '=', 'BE']], ['atelier', 'ada']],
  [[['country_id.code', 'in', ['BE', 'FR']]], ['atelier', 'baeckerei', 'ada', 'chloe']],
  [[['country_id.code', '=like', 'B_']], ['atelier', 'ada']],
  [[['parent_id.country_id.code', '=', 'BE']], ['ada', 'bruno']],
  [[['parent_id.color', '>', 2]], ['ada', 'bruno']],
  [[['category_id.name', '=ilike', '%GLASS']], ['baeckerei']],
  [[['child_ids.function', '=', 'Engineer']], ['atelier']],
  [[['parent_id.category_id.name', 'like', 'wood']], ['ada', 'bruno']],
];

const buyer = ['function', '=', 'Buyer'];
const engineer = ['function', '=', 'Engineer'];
const company = ['is_company', '=', true];
const bright = ['color', '>', 2];

const LOGIC: readonly Case[] = [
  [
    ['|', buyer, engineer],
    ['ada', 'bruno'],
  ],
  [['&', company, bright], COMPANIES],
  [[bright, ['color', '<', 6], ['email', '!=', false]], ['atelier']],
  [['!', company], PEOPLE],
  [
    ['!', '|', company, buyer],
    ['bruno', 'chloe'],
  ],
  [['!', '&', company, bright], PEOPLE],
  [
    ['|', '|', buyer, engineer, company],
    ['atelier', 'baeckerei', 'ada', 'bruno'],
  ],
  [
    ['|', '&', company, ['color', '<', 5], '!', ['email', '!=', false]],
    ['atelier', 'bruno'],
  ],
  [
    ['|', company, '&', bright, engineer],
    ['atelier', 'baeckerei', 'bruno'],
  ],
  [['!', '!', company], COMPANIES],
  [[[1, '=', 1]], ALL],
  [[[0, '=', 1]], []],
  [['|', [0, '=', 1], buyer], ['ada']],
  [[], ALL],
];

const ARCHIVED: readonly Case[] = [
  [[['active', '=', false]], ['zed']],
  [[['active', '=', true]], ALL],
  [[['active', 'in', [true, false]]], [...ALL, 'zed']],
  [
    ['|', ['active', '=', true], ['color', '=', 9]],
    [...ALL, 'zed'],
  ],
];

/** Operators that Odoo has had since 18 (`any`) or 19. */
const SINCE_19 = (stage: Stage): readonly Case[] => [
  [[['country_id', 'any', [['code', '=', 'BE']]]], ['atelier', 'ada']],
  [[['country_id', 'not any', [['code', '=', 'BE']]]], ['baeckerei', 'bruno', 'chloe']],
  [[['child_ids', 'any', [['function', '=', 'Engineer']]]], ['atelier']],
  [[['child_ids', 'any', ['|', buyer, ['country_id.code', '=', 'FR']]]], ['atelier']],
  [[['category_id', 'not any', [['id', '=', stage.id('oak')]]]], ['atelier', ...PEOPLE]],
  [[['parent_id', 'any', [['country_id', 'any', [['code', '=', 'BE']]]]]], ['ada', 'bruno']],
  [[['function', 'not =like', 'B%']], ['atelier', 'baeckerei', 'bruno', 'chloe']],
  [[['function', 'not =ilike', 'b%']], ['atelier', 'baeckerei', 'bruno']],
];

export function domainContract(stage: Stage): void {
  const holds = async (cases: readonly Case[]): Promise<void> => {
    const actual: Case[] = [];
    for (const [domain] of cases) {
      const query = { domain: [['ref', '=', stage.token], ...domain], order: 'id' };
      const ids = await stage.reader.search('res.partner', query);
      actual.push([domain, stage.keysOf(ids) as PartnerKey[]]);
    }
    expect(actual).toEqual(cases);
  };

  describe('domains', () => {
    test('text', () => holds(TEXT));
    test('numbers, booleans, choices and moments', () => holds(OTHER_VALUES));
    test('many2one and trees', () => holds(MANY2ONE(stage)));
    test('one2many and many2many', () => holds(X2MANY(stage)));
    test('dotted paths', () => holds(PATHS));
    test('prefix logic and constants', () => holds(LOGIC));
    test('archived records', () => holds(ARCHIVED));
    if (stage.major === 19) test('any and what else 19 has', () => holds(SINCE_19(stage)));

    test('a constant that is negated, which 14 refuses', async () => {
      const search = stage.reader.search('res.partner', { domain: [['ref', '=', stage.token], '!', [0, '=', 1]] });
      if (stage.major === 14) expect(await refusalOf(search)).toBeInstanceOf(InvalidArguments);
      else expect(await search).toHaveLength(ALL.length);
    });

    test('active_test in the context', async () => {
      const args = [[['ref', '=', stage.token]]];
      const count = (context: object) =>
        stage.writer.call({ model: 'res.partner', method: 'search_count', args, kwargs: { context } });
      expect(await count({})).toBe(5);
      expect(await count({ active_test: true })).toBe(5);
      expect(await count({ active_test: false })).toBe(6);
    });
  });
}
