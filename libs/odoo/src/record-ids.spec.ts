import { type Domain, InvalidArguments, type OdooReader, type PagesQuery, type SearchQuery } from '#libs/contracts';
import { failureOf } from '../../../test/fixtures/failure-of.js';
import { recordIds } from './record-ids.js';

const WISH: Domain = [['active', '=', true]];

/** Finds these ids: as they stand, or sorted where it is asked for them by id. */
function setUp(ids: number[], maxIds = 10) {
  const found = (domain: Domain): number[] => {
    const [first] = domain as [[string, string, number] | undefined];
    return first?.[1] === '>' ? ids.filter((id) => id > first[2]) : ids;
  };
  const search = jest.fn(async (_model: string, { domain, order, limit }: SearchQuery) => {
    const all = order === 'id' ? found(domain).toSorted((one, other) => one - other) : found(domain);
    return all.slice(0, limit);
  });
  const searchCount = jest.fn(async (_model: string, domain: Domain) => found(domain).length);
  const odoo = { search, searchCount } as unknown as OdooReader;
  const find = (query: Partial<PagesQuery> = {}) =>
    recordIds(odoo, 'res.partner', { domain: WISH, fields: [], ...query }, maxIds);
  return { find, search, searchCount };
}

const upTo = (count: number): number[] => Array.from({ length: count }, (_, place) => place + 1);
const after = (...lastIds: number[]) => ({ sent: 40, lastIds });

describe('the ids of a stream by id', () => {
  it.each([undefined, 'id', ' ID asc '])('are found in one search, and their number known by it: %j', async (order) => {
    const { find, search, searchCount } = setUp([3, 1, 2]);
    expect(await find({ order })).toEqual({ first: [1, 2, 3], total: 3 });
    expect(search.mock.calls).toEqual([['res.partner', { domain: WISH, order: 'id', limit: 10 }]]);
    expect(searchCount).not.toHaveBeenCalled();
  });

  it('go on behind the last one that was sent, whether it is still there or not', async () => {
    const { find, search } = setUp([1, 2, 4, 5]);
    expect(await find({ after: after(3, 2, 1) })).toEqual({ first: [4, 5], total: 42 });
    expect(search.mock.lastCall?.[1].domain).toEqual([['id', '>', 3], ...WISH]);
  });

  it('are no more than the limit, with those sent before', async () => {
    expect(await setUp(upTo(9)).find({ limit: 4 })).toEqual({ first: [1, 2, 3, 4], total: 4 });
    expect(await setUp(upTo(9)).find({ limit: 42, after: after(5) })).toEqual({ first: [6, 7], total: 42 });
  });

  it('are none, and Odoo is not asked, where the limit has been sent', async () => {
    const { find, search } = setUp(upTo(9));
    expect(await find({ limit: 40, after: after(5) })).toEqual({ first: [], total: 40 });
    expect(search).not.toHaveBeenCalled();
  });

  it('are kept a part at a time where there are many, with a total that is counted', async () => {
    const { find, search } = setUp(upTo(25));
    const { first, total, following } = await find();
    expect([first, total]).toEqual([upTo(10), 25]);
    expect(await following?.(10)).toEqual([11, 12, 13, 14, 15, 16, 17, 18, 19, 20]);
    expect(await following?.(20)).toEqual([21, 22, 23, 24, 25]);
    expect(await following?.(25)).toEqual([]);
    expect(search.mock.lastCall?.[1].domain).toEqual([['id', '>', 25], ...WISH]);
  });

  it('are as many as the limit over all parts', async () => {
    const { first, total, following } = await setUp(upTo(25)).find({ limit: 12 });
    expect([first, total]).toEqual([upTo(10), 12]);
    expect(await following?.(10)).toEqual([11, 12]);
    expect(await following?.(12)).toEqual([]);
  });

  it('count those behind a resumed position in parts too', async () => {
    const { first, total } = await setUp(upTo(25)).find({ after: after(5) });
    expect([first, total]).toEqual([upTo(15).slice(5), 60]);
  });
});

describe('the ids of a stream in another order', () => {
  const ORDER = { order: 'name, id' };
  const ids = [7, 3, 9, 1, 5, 8];

  it('are found in that order', async () => {
    const { find, search } = setUp(ids);
    expect(await find(ORDER)).toEqual({ first: ids, total: 6 });
    expect(search.mock.calls).toEqual([['res.partner', { domain: WISH, ...ORDER, limit: 11 }]]);
    expect(await find({ ...ORDER, limit: 2 })).toEqual({ first: [7, 3], total: 2 });
  });

  it('go on behind the last one', async () => {
    expect(await setUp(ids).find({ ...ORDER, after: after(9, 3, 7) })).toEqual({ first: [1, 5, 8], total: 43 });
  });

  it.each([
    ['is gone', [7, 3, 9, 5, 8], [5, 8]],
    ['is gone, and the one before it', [7, 3, 5, 8], [5, 8]],
    ['has moved to the end', [7, 3, 9, 5, 8, 1], [5, 8]],
    ['has moved to the beginning', [1, 7, 3, 9, 5, 8], [5, 8]],
    ['stays, and another comes before all', [2, 7, 3, 9, 1, 5, 8], [5, 8]],
    ['stays, and another comes close before it', [7, 3, 9, 2, 1, 5, 8], [2, 5, 8]],
  ])('go on at the right place where the last one %s', async (_what, now, rest) => {
    expect((await setUp(now).find({ ...ORDER, after: after(1, 9, 3, 7) })).first).toEqual(rest);
  });

  it('can only begin again where none of the last ones are left', async () => {
    const failure = await failureOf(setUp(ids).find({ ...ORDER, after: after(20, 21) }));
    expect(failure).toMatchObject({ code: 'invalid_arguments', hint: 'Start again without a cursor.' });
  });

  it('are no more than the limit, whatever has come before the place meanwhile', async () => {
    const grown = [20, 21, 22, ...ids];
    const { first } = await setUp(grown).find({ ...ORDER, limit: 42, after: after(9, 3, 7) });
    expect(first).toEqual([1, 5]);
  });

  it('are refused where they are more than are kept', async () => {
    for (const limit of [undefined, 12]) {
      const failure = await failureOf(setUp(upTo(15)).find({ ...ORDER, limit }));
      expect(failure).toBeInstanceOf(InvalidArguments);
      expect(failure.hint).toContain('STREAM_MAX_IDS');
    }
    expect((await setUp(upTo(15)).find({ ...ORDER, limit: 5 })).first).toEqual(upTo(5));
    expect((await setUp(upTo(15)).find({ ...ORDER, limit: 42, after: after(3, 2, 1) })).first).toEqual([4, 5]);
  });
});
