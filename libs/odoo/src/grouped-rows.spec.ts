import type { AggregateQuery } from '#libs/contracts';
import { formattedReadGroup, groupedRows, readGroup } from './grouped-rows.js';

const query = (values: Partial<AggregateQuery> = {}): AggregateQuery => ({
  domain: [],
  groupBy: ['date_order:month', 'partner_id'],
  aggregates: ['amount_total:sum'],
  ...values,
});

describe('formattedReadGroup', () => {
  it('asks for the count too, once', () => {
    const values = { aggregates: ['__count', 'amount_total:sum'], order: ' amount_total:sum   desc ', limit: 5 };
    expect(formattedReadGroup(query(values))).toEqual({
      groupby: ['date_order:month', 'partner_id'],
      aggregates: ['__count', 'amount_total:sum'],
      order: 'amount_total:sum desc',
      limit: 5,
    });
  });
});

describe('readGroup', () => {
  it('groups by all keys at once', () => {
    expect(readGroup(query()).kwargs).toEqual({
      fields: ['__count', 'amount_total:sum'],
      groupby: ['date_order:month', 'partner_id'],
      lazy: false,
    });
  });

  it('names a second aggregate of a field, and one of a grouped field', () => {
    const aggregates = ['amount_total:sum', 'amount_total:max', 'partner_id:count_distinct'];
    expect(readGroup(query({ aggregates })).kwargs['fields']).toEqual([
      '__count',
      'amount_total:sum',
      'aggregate_1:max(amount_total)',
      'aggregate_2:count_distinct(partner_id)',
    ]);
  });

  it('orders by aggregates, whether asked for or not, by groups and by the count', () => {
    const aggregates = ['amount_total:sum', 'amount_total:max'];
    const order = 'amount_total:max  desc,date_order:month, __count asc';
    expect(readGroup(query({ aggregates, order })).kwargs).toMatchObject({
      fields: ['__count:count(id)', 'amount_total:max', 'aggregate_1:sum(amount_total)'],
      orderby: 'amount_total desc,date_order:month,__count asc',
    });
    expect(readGroup(query({ aggregates: [], order: 'color:sum' })).kwargs).toMatchObject({
      fields: ['__count', 'color:sum'],
      orderby: 'color',
    });
  });

  it.each([['amount_total:sum, amount_total:max'], ['partner_id:count_distinct desc']])(
    'refuses to order by %s',
    (order) => {
      expect(() => readGroup(query({ order }))).toThrow('cannot order by');
    },
  );

  it('gives an offset a limit', () => {
    expect(readGroup(query({ offset: 5 })).kwargs).toMatchObject({ offset: 5, limit: 2_147_483_647 });
    expect(readGroup(query({ offset: 5, limit: 2 })).kwargs).toMatchObject({ offset: 5, limit: 2 });
  });

  it.each([['amount_total'], ['amount_total:array_agg'], ['a.b:sum'], ['x:sum(y)']])('refuses %s', (aggregate) => {
    expect(() => readGroup(query({ aggregates: [aggregate] }))).toThrow('An aggregate must look like');
  });
});

describe('groupedRows', () => {
  const row = { 'date_order:month': 'May 2026', partner_id: [1, 'Deco'], amount_total: 5, __count: 2, __domain: [] };

  it('are the same of both methods', () => {
    const formatted = {
      'date_order:month': ['2026-05-01 00:00:00', 'May 2026'],
      partner_id: [1, 'Deco'],
      'amount_total:sum': 5,
      __count: 2,
      __extra_domain: [],
    };
    const expected = [{ 'date_order:month': 'May 2026', partner_id: [1, 'Deco'], 'amount_total:sum': 5, __count: 2 }];
    expect(groupedRows(query(), [formatted])).toEqual(expected);
    expect(groupedRows(query(), [row], readGroup(query()).names)).toEqual(expected);
  });

  it('say false where there is nothing', () => {
    const empty = { 'date_order:month': false, partner_id: null, amount_total: null, __count: 0 };
    expect(groupedRows(query(), [empty], readGroup(query()).names)).toEqual([
      { 'date_order:month': false, partner_id: false, 'amount_total:sum': false, __count: 0 },
    ]);
  });

  it('have numbers where 14 sends text', () => {
    const averaged = query({ groupBy: [], aggregates: ['color:avg', 'name:max'] });
    const { names } = readGroup(averaged);
    expect(groupedRows(averaged, [{ color: '1.5', name: '7', __count: 2 }], names)).toEqual([
      { 'color:avg': 1.5, 'name:max': '7', __count: 2 },
    ]);
  });

  it('tell what 14 leaves out of a grouped field, as far as it follows', () => {
    const counted = query({ aggregates: ['partner_id:count', 'partner_id:count_distinct'] });
    const { names } = readGroup(counted);
    const [some, none] = groupedRows(counted, [row, { ...row, partner_id: false }], names);
    expect(some).toMatchObject({ 'partner_id:count': 2, 'partner_id:count_distinct': 1 });
    expect(none).toMatchObject({ 'partner_id:count': 0, 'partner_id:count_distinct': 0 });
    const latest = query({ aggregates: ['date_order:max'] });
    expect(() => groupedRows(latest, [row], readGroup(latest).names)).toThrow('cannot tell date_order:max');
  });
});
