import { filesOfUserIn } from '../../../../test/fixtures/absent-ports.js';
import type { AggregateRow, OdooReader, ToolContext } from '#libs/contracts';
import { odooAggregate } from './odoo-aggregate.tool.js';

type Aggregate = OdooReader['aggregate'];

const groups: AggregateRow[] = Array.from({ length: 30 }, (_, id) => ({
  user_id: [id, `User ${id}`],
  'amount_total:sum': id * 10,
  __count: id,
}));

function setUp() {
  const aggregate = jest.fn<ReturnType<Aggregate>, Parameters<Aggregate>>(async (_model, { limit }) =>
    groups.slice(0, limit),
  );
  const limits = { defaultRows: 5, maxRows: 20, responseBytes: 60_000 };
  const fieldsOf = async () => ({
    date_order: { type: 'datetime' },
    validity: { type: 'date' },
    name: { type: 'char' },
  });
  const files = filesOfUserIn('Europe/Brussels');
  const context = { odoo: { aggregate }, schema: { fieldsOf }, files, limits } as unknown as ToolContext<'read'>;
  const run = (args: object) => odooAggregate.run(odooAggregate.input.parse({ model: 'sale.order', ...args }), context);
  return { run, aggregate };
}

describe('odoo_aggregate', () => {
  it('hands groups through, and tells whether there are more', async () => {
    const { run, aggregate } = setUp();
    const args = {
      domain: [['state', '=', 'sale']],
      group_by: ['user_id', 'validity:month'],
      aggregates: ['amount_total:sum', '__count'],
      order: 'amount_total:sum desc, user_id',
      limit: 2,
    };
    const result = await run(args);
    expect(result).toEqual({ model: 'sale.order', groups: groups.slice(0, 2), count: 2, has_more: true });
    expect(aggregate).toHaveBeenCalledWith('sale.order', {
      domain: [['state', '=', 'sale']],
      groupBy: ['user_id', 'validity:month'],
      aggregates: ['amount_total:sum'],
      order: 'amount_total:sum desc, user_id',
      limit: 3,
    });
    expect(odooAggregate.toText?.(result)).toBe(
      [
        'sale.order: 2 groups, more follow: narrow the domain, or order them and take the first',
        '["user_id","amount_total:sum","__count"]',
        '[[0,"User 0"],0,0]',
        '[[1,"User 1"],10,1]',
      ].join('\n'),
    );
  });

  it('gives as many groups as one answer may have where no limit is named, and no more', async () => {
    expect(await setUp().run({ group_by: ['user_id'] })).toMatchObject({ count: 20, has_more: true });
    await expect(setUp().run({ limit: 21 })).rejects.toThrow('limit: at most 20 groups');
  });

  it.each([
    [{ group_by: ['date_order:month'] }, true],
    [{ group_by: ['date_order'] }, true],
    [{ aggregates: ['date_order:max'] }, true],
    [{ aggregates: ['date_order:count'] }, false],
    [{ group_by: ['validity:month'], aggregates: ['validity:min'] }, false],
  ])('tells for %j what moments are in: %s', async (args, told) => {
    const result = await setUp().run(args);
    const members = { moments: 'UTC', timezone: 'Europe/Brussels' };
    expect(result).toEqual({ ...result, ...(told ? members : { moments: undefined, timezone: undefined }) });
    expect(odooAggregate.toText?.(result)?.includes(", moments in UTC (user's zone Europe/Brussels)")).toBe(told);
  });

  it.each([
    { group_by: ['date_order:decade'] },
    { group_by: ['a b'] },
    { group_by: ['user_id; drop'] },
    { aggregates: ['amount_total'] },
    { aggregates: ['amount_total:array_agg'] },
    { aggregates: ['total:sum(amount)'] },
    { order: 'amount_total:sum descending' },
    { order: '' },
    { order: 'user_id, 1' },
  ])('refuses %j', (args) => {
    expect(odooAggregate.input.safeParse({ model: 'sale.order', ...args }).success).toBe(false);
  });

  it.each(['__count desc', 'user_id', 'date_order:month asc', 'amount_total:avg DESC,user_id'])(
    'orders by %p',
    (order) => {
      expect(odooAggregate.input.safeParse({ model: 'sale.order', order }).success).toBe(true);
    },
  );
});
