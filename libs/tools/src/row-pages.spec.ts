import type { OdooReader, OdooRecord, Progress } from '#libs/contracts';
import { searchRows } from './row-pages.js';

describe('searchRows', () => {
  const all = Array.from({ length: 1000 }, (_, index) => ({ id: index + 1, name: `Partner ${index + 1}` }));
  let steps: Progress[];
  let gone: Set<number>;
  const search = jest.fn(async (_model: string, { offset = 0, limit = 0 }: { offset?: number; limit?: number }) =>
    all.slice(offset, offset + limit).map(({ id }) => id),
  );
  const searchRead = jest.fn(async (_model: string, { offset = 0, limit = 0 }: { offset?: number; limit?: number }) =>
    all.slice(offset, offset + limit),
  );
  const read = jest.fn(async (_model: string, ids: readonly number[]) =>
    all.filter(({ id }) => ids.includes(id) && !gone.has(id)),
  );
  const odoo = { search, searchRead, read } as unknown as OdooReader;

  beforeEach(() => {
    steps = [];
    gone = new Set();
    jest.clearAllMocks();
  });

  const rows = (limit: number, maxBytes = 1e9, shape = (row: OdooRecord) => row) =>
    searchRows(
      { odoo, progress: (step) => void steps.push(step) },
      'res.partner',
      { domain: [], fields: ['name'], order: 'name', offset: 0, limit },
      shape,
      maxBytes,
    );

  it('takes one call for a page', async () => {
    expect(await rows(200)).toEqual({ rows: all.slice(0, 200), more: true });
    expect(searchRead).toHaveBeenCalledTimes(1);
    expect(search).not.toHaveBeenCalled();
    expect(steps).toEqual([]);
  });

  it('reads more by their ids, page by page, and tells how far it has come', async () => {
    expect(await rows(450)).toEqual({ rows: all.slice(0, 450), more: true });
    expect(search).toHaveBeenCalledWith('res.partner', { domain: [], order: 'name', offset: 0, limit: 451 });
    expect(read.mock.calls.map(([, ids]) => ids.length)).toEqual([200, 200, 50]);
    expect(steps.map(({ done, total }) => [done, total])).toEqual([
      [200, 450],
      [400, 450],
    ]);
  });

  it('knows the end', async () => {
    expect(await rows(1000)).toMatchObject({ more: false });
    expect(await rows(999)).toMatchObject({ more: true });
  });

  it('still knows that others follow where a record has gone meanwhile', async () => {
    gone = new Set([3]);
    const found = await rows(450);
    expect(found.rows).toHaveLength(449);
    expect(found.more).toBe(true);
  });

  it('stops reading where no answer has room for the rest', async () => {
    const found = await rows(900, 100);
    expect(found.rows).toEqual(all.slice(0, 200));
    expect(read).toHaveBeenCalledTimes(1);
  });

  it('measures rows as they will be answered', async () => {
    await rows(900, 3_000, ({ id }) => ({ id }));
    expect(read).toHaveBeenCalledTimes(2);
  });
});
