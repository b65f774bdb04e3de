import { OdooTimeout, type OdooReader, type OdooRecord, PayloadTooLarge, type RowPages } from '#libs/contracts';
import { until } from '../../../test/fixtures/until.js';
import { recordPages } from './record-pages.js';

const ROWS = 40_000;

describe('recordPages', () => {
  let now: number;
  /** Milliseconds that a row takes. */
  let pace: number;
  let pages: Array<readonly number[]>;
  let gone: Set<number>;
  let maxRows: number;

  beforeEach(() => {
    now = 0;
    pace = 1;
    pages = [];
    gone = new Set();
    maxRows = Infinity;
  });

  const odoo = {
    search: async (_model, { domain, limit = 0 }) => {
      const [, , last] = (domain[0] ?? ['id', '>', 0]) as [string, string, number];
      return Array.from({ length: Math.min(limit, ROWS - last) }, (_, place) => last + place + 1);
    },
    searchCount: async () => ROWS,
    read: async (_model, ids, fields) => {
      pages.push(ids);
      now += ids.length * pace;
      if (ids.length > maxRows) throw new PayloadTooLarge('Too much.');
      return ids.filter((id) => !gone.has(id)).map((id) => Object.fromEntries(fields.map((name) => [name, id])));
    },
  } as Partial<OdooReader> as OdooReader;

  const open = (limit = ROWS, maxIds = 300_000): Promise<RowPages> =>
    recordPages(odoo, 'res.partner', { domain: [], fields: ['name', 'id', 'name'], limit }, { maxIds, now: () => now });

  async function rest(rows: RowPages): Promise<OdooRecord[]> {
    const read: OdooRecord[] = [];
    for (let page = await rows.next(); page; page = await rows.next()) read.push(...page);
    return read;
  }

  const idsOf = (rows: readonly OdooRecord[]) => rows.map(({ id }) => id);
  const upTo = (last: number) => Array.from({ length: last }, (_, place) => place + 1);

  it('knows the number of rows and their columns from the start, and has read nothing yet', async () => {
    const { total, columns } = await open(700);
    expect([total, columns, pages]).toEqual([700, ['id', 'name'], []]);
  });

  it('reads every row once, in order', async () => {
    const rows = await rest(await open(1234));
    expect(idsOf(rows)).toEqual(upTo(1234));
    expect(rows[5]).toEqual({ id: 6, name: 6 });
  });

  it('is one page ahead of its reader, and no more', async () => {
    const rows = await open();
    for (let taken = 1; taken <= 5; taken += 1) {
      await rows.next();
      await until(() => pages.length > taken);
      for (let turn = 0; turn < 10; turn += 1) await new Promise(setImmediate);
      expect(pages).toHaveLength(taken + 1);
    }
  });

  it('ends again and again', async () => {
    const rows = await open(10);
    await rest(rows);
    expect([await rows.next(), await rows.next(), pages.length]).toEqual([undefined, undefined, 1]);
  });

  it('leaves out what was deleted meanwhile', async () => {
    const rows = await open(800);
    gone = new Set([3, ...upTo(600).slice(150)]);
    expect(idsOf(await rest(rows))).toEqual([1, 2, ...upTo(150).slice(3), ...upTo(800).slice(600)]);
    expect(rows.total).toBe(800);
  });

  it('reads ids part by part where there are many', async () => {
    const rows = await open(2500, 1000);
    expect(rows.total).toBe(2500);
    expect(idsOf(await rest(rows))).toEqual(upTo(2500));
  });

  it('keeps its failure until it is asked for, and then says nothing else', async () => {
    const rows = await open();
    const failure = new OdooTimeout('Slow.');
    await rows.next();
    await until(() => pages.length === 2);
    jest.spyOn(odoo, 'read').mockRejectedValueOnce(failure);
    await rows.next();
    // Nobody asks for a while: the failure must not end the process.
    for (let turn = 0; turn < 10; turn += 1) await new Promise(setImmediate);
    await expect(rows.next()).rejects.toBe(failure);
    await expect(rows.next()).rejects.toBe(failure);
  });

  describe('chooses the size of its pages', () => {
    const sizes = () => pages.map(({ length }) => length);

    it.each([
      ['grows to what takes a quarter of a second', 0.25, [500, 1000, 1000, 1000]],
      ['stays where that is', 0.5, [500, 500, 500, 500]],
      ['shrinks to it, no more than to a quarter at a time', 3, [500, 125, 83, 83, 83]],
      ['takes no less than fifty', 100, [500, 125, 50, 50, 50]],
      ['takes no more than ten thousand', 0, [500, 2000, 8000, 10_000, 10_000]],
    ])('%s', async (_what, milliseconds, expected) => {
      pace = milliseconds;
      await rest(await open());
      expect(sizes().slice(0, expected.length)).toEqual(expected);
    });

    it('by how fast rows come, not by a page that the end of a part has cut short', async () => {
      pace = 0.5;
      await rest(await open(2000, 1050));
      expect(sizes()).toEqual([500, 500, 50, 500, 450]);
    });

    it('by what Odoo may answer at once: rows may hold files', async () => {
      pace = 0.1;
      maxRows = 60;
      expect(idsOf(await rest(await open(300)))).toEqual(upTo(300));
      expect(sizes()).toEqual([300, 150, 75, ...Array.from({ length: 8 }, () => 37), 4]);
    });

    it('and gives up where a single row is too much', async () => {
      maxRows = 0;
      await expect((await open()).next()).rejects.toBeInstanceOf(PayloadTooLarge);
      expect(sizes()).toEqual([500, 250, 125, 62, 31, 15, 7, 3, 1]);
    });
  });
});
