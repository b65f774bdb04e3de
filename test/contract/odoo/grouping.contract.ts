import { ReaderClient } from '#libs/odoo';
import type { AggregateQuery } from '#libs/contracts';
import { refusalOf } from './refusal.js';
import type { Stage } from './stage.js';

export function groupingContract(stage: Stage): void {
  const domain = () => [['ref', '=', stage.token]];
  const grouped = (query: Partial<AggregateQuery>, reader = stage.reader) =>
    reader.aggregate('res.partner', { domain: domain(), groupBy: [], aggregates: [], ...query });

  describe('aggregate', () => {
    test('by a many2one, in its own order, nothing last', async () => {
      const rows = await grouped({ groupBy: ['country_id'], aggregates: ['color:sum', 'color:max'] });
      expect(rows).toEqual([
        { country_id: [stage.id('BE'), 'Belgium'], 'color:sum': 4, 'color:max': 3, __count: 2 },
        { country_id: [stage.id('FR'), 'France'], 'color:sum': 7, 'color:max': 7, __count: 2 },
        { country_id: false, 'color:sum': 5, 'color:max': 5, __count: 1 },
      ]);
    });

    test('by several keys at once', async () => {
      const rows = await grouped({ groupBy: ['is_company', 'type'], order: 'is_company desc, type' });
      expect(rows).toEqual([
        { is_company: true, type: 'contact', __count: 2 },
        { is_company: false, type: 'other', __count: 3 },
      ]);
    });

    test('by a part of a date, with its label', async () => {
      const [row, ...others] = await grouped({ groupBy: ['create_date:month'], aggregates: ['color:avg'] });
      expect(others).toEqual([]);
      const label = expect.stringMatching(/^[A-Z][a-z]+ \d{4}$/) as unknown;
      expect(row).toEqual({ 'create_date:month': label, 'color:avg': 3.2, __count: 5 });
    });

    test('of everything', async () => {
      const aggregates = ['color:sum', 'color:min', 'country_id:count', 'country_id:count_distinct', '__count'];
      expect(await grouped({ aggregates })).toEqual([
        { 'color:sum': 16, 'color:min': 0, 'country_id:count': 4, 'country_id:count_distinct': 2, __count: 5 },
      ]);
    });

    test('of nothing', async () => {
      const nothing = { domain: [['id', '=', 0]], aggregates: ['color:sum', 'color:avg'] };
      expect(await grouped(nothing)).toEqual([{ 'color:sum': false, 'color:avg': false, __count: 0 }]);
      expect(await grouped({ ...nothing, groupBy: ['country_id'] })).toEqual([]);
    });

    test('of a field that it groups by', async () => {
      const aggregates = ['country_id:count', 'country_id:count_distinct'];
      const [belgium, , nowhere] = await grouped({ groupBy: ['country_id'], aggregates });
      expect(belgium).toMatchObject({ 'country_id:count': 2, 'country_id:count_distinct': 1 });
      expect(nowhere).toMatchObject({ 'country_id:count': 0, 'country_id:count_distinct': 0 });
    });

    test.each([
      ['color:sum desc', [7, 5, 4]],
      ['color:max', [4, 5, 7]],
      ['__count, color:sum', [5, 4, 7]],
      ['__count  desc , color:sum desc', [7, 4, 5]],
      ['country_id desc', [5, 7, 4]],
    ])('orders by %s', async (order, sums) => {
      const aggregates = order.includes('color:max') ? ['color:sum', 'color:max'] : ['color:sum'];
      const rows = await grouped({ groupBy: ['country_id'], aggregates, order });
      expect(rows.map((row) => row['color:sum'])).toEqual(sums);
    });

    test('takes a window', async () => {
      const counts = async (window: Partial<AggregateQuery>) =>
        (await grouped({ groupBy: ['country_id'], order: 'country_id', ...window })).map(({ __count }) => __count);
      expect(await counts({ limit: 1 })).toEqual([2]);
      expect(await counts({ limit: 2, offset: 1 })).toEqual([2, 1]);
      expect(await counts({ offset: 2 })).toEqual([1]);
    });

    test.each([[{ groupBy: ['no_such_field'] }], [{ aggregates: ['no_such_field:sum'] }]])(
      'refuses %j',
      async (query) => {
        expect(await refusalOf(grouped(query))).toMatchObject({ code: 'invalid_arguments' });
      },
    );

    test('for a user with few rights', async () => {
      const rows = await grouped({ groupBy: ['is_company'], order: 'is_company' }, new ReaderClient(stage.demo));
      expect(rows.map(({ __count }) => __count)).toEqual([3, 2]);
    });
  });

  describe('nameSearch', () => {
    test('finds by a part of the name', async () => {
      const found = await stage.reader.nameSearch('res.partner', `${stage.token} atel`, { domain: domain() });
      expect(found).toContainEqual([stage.id('atelier'), `${stage.token} atelier`]);
    });

    test('takes an operator and a limit', async () => {
      const whole = { domain: domain(), operator: '=', limit: 1 };
      const found = await stage.reader.nameSearch('res.partner', `${stage.token} baeckerei`, whole);
      expect(found.map(([id]) => id)).toEqual([stage.id('baeckerei')]);
      expect(await stage.reader.nameSearch('res.partner', stage.token, { domain: domain(), limit: 2 })).toHaveLength(2);
    });
  });

  test.each([
    ['res.partner', 'read', true],
    ['res.country', 'unlink', false],
  ] as const)('mayAccess: %s, %s', async (model, operation, forDemo) => {
    expect(await stage.reader.mayAccess(model, operation)).toBe(true);
    expect(await new ReaderClient(stage.demo).mayAccess(model, operation)).toBe(forDemo);
  });
}
