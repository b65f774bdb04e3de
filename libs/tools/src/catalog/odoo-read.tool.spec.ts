import { filesOfUserIn } from '../../../../test/fixtures/absent-ports.js';
import type { OdooReader, ToolContext } from '#libs/contracts';
import { odooRead } from './odoo-read.tool.js';

type Read = OdooReader['read'];

function setUp(responseBytes = 60_000) {
  const read = jest.fn<ReturnType<Read>, Parameters<Read>>(async (_model, ids) =>
    // Odoo answers in an order of its own, and without the records that are not there.
    ids
      .filter((id) => id < 90)
      .toSorted((a, b) => a - b)
      .map((id) => ({ id, note: '<p>x</p>' })),
  );
  const schema = { fieldsOf: async () => ({ display_name: { type: 'char' }, write_date: { type: 'datetime' } }) };
  const files = filesOfUserIn('Europe/Brussels');
  const limits = { defaultRows: 50, maxRows: 100, responseBytes };
  const context = { odoo: { read }, schema, files, limits } as unknown as ToolContext<'read'>;
  const run = (args: object) => odooRead.run(odooRead.input.parse({ model: 'res.partner', ...args }), context);
  return { run, read };
}

describe('odoo_read', () => {
  it('reads in the order of the ids, and tells which are missing', async () => {
    const result = await setUp().run({ ids: [5, 99, 3, 5], fields: ['note'] });
    expect(result).toEqual({
      model: 'res.partner',
      count: 2,
      records: [
        { id: 5, note: '<p>x</p>' },
        { id: 3, note: '<p>x</p>' },
      ],
      missing_ids: [99],
    });
    expect(odooRead.toText?.(result)).toBe('res.partner: 2 records; missing: 99\n["id","note"]\n[5,"x"]\n[3,"x"]');
  });

  it('takes a few telling fields where none are named, never all of them', async () => {
    const { run, read } = setUp();
    await run({ ids: [1] });
    expect(read).toHaveBeenCalledWith('res.partner', [1], ['id', 'display_name']);
  });

  it('names the records for which the answer had no room', async () => {
    const result = await setUp(60).run({ ids: [1, 2, 3, 4], fields: ['note'] });
    expect(result).toMatchObject({ count: 2, not_shown_ids: [3, 4], missing_ids: [] });
    expect(odooRead.toText?.(result)).toContain('read next: 3, 4');
  });

  it('gives html as its words where that is wanted', async () => {
    expect(await setUp().run({ ids: [1], html: 'text' })).toMatchObject({ records: [{ note: 'x' }] });
    expect(odooRead.toText?.(await setUp().run({ ids: [1], html: 'raw' }))).toContain('<p>x</p>');
  });

  it('refuses more ids than one answer may have rows', async () => {
    const ids = Array.from({ length: 101 }, (_, index) => index + 1);
    await expect(setUp().run({ ids })).rejects.toThrow('ids: at most 100 records');
  });

  it.each([[[]], [[0]], [['1']], [[1.5]]])('refuses ids such as %j', (ids) => {
    expect(odooRead.input.safeParse({ model: 'res.partner', ids }).success).toBe(false);
  });

  it('tells what moments are in, where a column holds any', async () => {
    const result = await setUp().run({ ids: [1], fields: ['write_date'] });
    expect(result).toMatchObject({ moments: 'UTC', timezone: 'Europe/Brussels' });
    expect(odooRead.toText?.(result)).toContain("1 records, moments in UTC (user's zone Europe/Brussels)\n");
    expect(await setUp().run({ ids: [99], fields: ['write_date'] })).not.toHaveProperty('moments');
  });
});
