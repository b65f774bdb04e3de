import type { OdooReader, OdooRecord, SearchQuery } from '#libs/contracts';
import { rangeReader } from './page-reader.js';

const FIELDS = ['id', 'name'];

describe('rangeReader', () => {
  let searched: SearchQuery[];
  let listed: Array<readonly number[]>;
  let archived: Set<number>;
  let gone: Set<number>;

  beforeEach(() => {
    searched = [];
    listed = [];
    archived = new Set();
    gone = new Set();
  });

  const row = (id: number): OdooRecord => ({ id, name: `n${id}` });
  const odoo: Pick<OdooReader, 'read' | 'searchRead'> = {
    searchRead: async (_model, query) => {
      searched.push(query);
      const [first = 0, last = 0] = query.domain.map((leaf) => (leaf as [string, string, number])[2]);
      const ids = Array.from({ length: last - first + 1 }, (_, place) => first + place);
      return ids.filter((id) => !archived.has(id) && !gone.has(id)).map(row);
    },
    read: async (_model, ids) => {
      listed.push(ids);
      return ids.filter((id) => !gone.has(id)).map(row);
    },
  };
  const read = async (ids: readonly number[]) => {
    const rows = await rangeReader(odoo, 'res.partner', FIELDS)(ids);
    return rows.map(({ id }) => id);
  };

  it('asks for ids that lie close together as a range, and takes none that was not wanted', async () => {
    expect(await read([5, 6, 7, 9, 10])).toEqual([5, 6, 7, 9, 10]);
    const domain = [
      ['id', '>=', 5],
      ['id', '<=', 10],
    ];
    expect(searched).toEqual([{ domain, fields: FIELDS, order: 'id' }]);
    expect(listed).toEqual([]);
  });

  it('gives them in the order that they were asked for', async () => {
    expect(await read([9, 7, 8])).toEqual([9, 7, 8]);
  });

  it('asks for others one by one', async () => {
    expect(await read([5, 50, 500])).toEqual([5, 50, 500]);
    expect([searched, listed]).toEqual([[], [[5, 50, 500]]]);
  });

  it('asks once more for what a search leaves out', async () => {
    archived = new Set([6, 8]);
    expect(await read([5, 6, 7, 8])).toEqual([5, 6, 7, 8]);
    expect(listed).toEqual([[6, 8]]);
  });

  it('leaves out what is gone', async () => {
    gone = new Set([6]);
    expect(await read([5, 6, 7])).toEqual([5, 7]);
  });
});
