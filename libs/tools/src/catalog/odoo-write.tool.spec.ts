import { Forbidden, type OdooRecord, OutcomeUnknown } from '#libs/contracts';
import { writtenOdoo, type WrittenOdooOptions } from '../../../../test/fixtures/written-odoo.js';
import { odooWrite } from './odoo-write.tool.js';

const schema = {
  'res.partner': {
    name: { type: 'char' },
    image_1920: { type: 'binary' },
    last_seen: { type: 'datetime' },
    company_id: { type: 'many2one', relation: 'res.company' },
    country_id: { type: 'many2one', relation: 'res.country' },
    category_id: { type: 'many2many', relation: 'res.partner.category' },
    user_id: { type: 'many2one', relation: 'res.users' },
  },
  'res.users': { company_id: { type: 'many2one', relation: 'res.company' } },
};
const records = {
  'res.partner': [
    { id: 1, name: 'Old', country_id: [10, 'France'], category_id: [3], company_id: [7, 'Mine'] },
    { id: 2, name: 'New' },
  ],
  'res.country': [{ id: 20, name: 'Belgium' }],
  'res.users': [{ id: 5, name: 'Marc', company_id: [8, 'Other'] }],
};

function write(args: OdooRecord, odoo: WrittenOdooOptions['odoo'] = {}) {
  const { context, written } = writtenOdoo({ schema, records, odoo });
  return {
    written,
    result: odooWrite.run(odooWrite.input.parse({ model: 'res.partner', ids: [1], ...args }), context),
  };
}

describe('odoo_write', () => {
  it('writes, and repeats the ids', async () => {
    const { result, written } = write({ ids: [1, 2, 1], values: { name: 'X', country_id: [20, 'Belgium'] } });
    // The fake keeps the bare id, as Odoo does not.
    expect(await result).toEqual({ model: 'res.partner', updated_ids: [1, 2], success: true });
    expect(written).toEqual([
      { model: 'res.partner', method: 'write', args: [[1, 2], { name: 'X', country_id: 20 }], kwargs: {} },
    ]);
  });

  it('tells what moments are in, where it was given any', async () => {
    const told = { moments: 'UTC', timezone: 'Europe/Brussels' };
    const values = { last_seen: '2026-05-01 08:00:00' };
    expect(await write({ values }).result).toMatchObject({ success: true, ...told });
    expect(await write({ values, dry_run: true }).result).toMatchObject({ allowed: true, ...told });
  });

  it('does nothing half way where a record does not exist', async () => {
    const { result, written } = write({ ids: [1, 99, 98], values: { name: 'X' } });
    await expect(result).rejects.toMatchObject({ code: 'not_found', message: expect.stringContaining('99, 98') });
    expect(written).toEqual([]);
  });

  it("keeps to the records' company", async () => {
    const { result, written } = write({ values: { user_id: 'Marc' } });
    await expect(result).rejects.toThrow(/another company than the record does: 5 "Marc"/);
    expect(written).toEqual([]);
    expect(await write({ ids: [2], values: { user_id: 'Marc' } }).result).toMatchObject({ success: true });
  });

  it('shows in a dry run what would be different, and writes nothing', async () => {
    const values = { name: 'New', country_id: 'Belgium', category_id: [4] };
    const { result, written } = write({ ids: [1, 2], values, dry_run: true });
    expect(await result).toEqual({
      model: 'res.partner',
      dry_run: true,
      allowed: true,
      would_change: [
        {
          id: 1,
          name: { from: 'Old', to: 'New' },
          country_id: { from: [10, 'France'], to: 20 },
          category_id: { from: [3], to: [[6, 0, [4]]] },
        },
        { id: 2, country_id: { from: false, to: 20 }, category_id: { from: false, to: [[6, 0, [4]]] } },
      ],
      resolved: { country_id: [20, 'Belgium'] },
    });
    expect(written).toEqual([]);
  });

  it('answers a dry run that would be refused for what it writes', async () => {
    const mayCall: NonNullable<WrittenOdooOptions['odoo']>['mayCall'] = async ({ args }) => {
      if (JSON.stringify(args).includes('name')) throw new Forbidden('Not that field.', { layer: 'field' });
    };
    expect(await write({ values: { name: 'X' }, dry_run: true }, { mayCall }).result).toMatchObject({
      allowed: false,
      refusal: { layer: 'field', message: 'Not that field.' },
    });
  });

  it('does not read a file to show it', async () => {
    const read = jest.fn(async () => [{ id: 1 }]);
    await write({ values: { image_1920: 'aGk=' }, dry_run: true }, { read }).result;
    expect(read).toHaveBeenCalledWith('res.partner', [1], ['id', 'company_id']);
  });

  it('tells which records and fields to look at where the answer was lost', async () => {
    const lost = { write: async () => Promise.reject(new OutcomeUnknown('lost')) };
    await expect(write({ values: { name: 'X' } }, lost).result).rejects.toMatchObject({
      code: 'outcome_unknown',
      hint: expect.stringContaining('Read name of res.partner 1'),
    });
  });

  it('stays done where it cannot be read back', async () => {
    let reads = 0;
    const read = async () => ((reads += 1) === 1 ? [{ id: 1 }] : Promise.reject(new Error('gone')));
    expect(await write({ values: { name: 'X' } }, { read }).result).toEqual({
      model: 'res.partner',
      updated_ids: [1],
      success: true,
      readback_failed: true,
    });
  });

  it('refuses nothing to write, and nothing to write to', () => {
    const parses = (args: unknown) => odooWrite.input.safeParse({ model: 'res.partner', ...(args as object) }).success;
    expect(parses({ ids: [1], values: {} })).toBe(false);
    expect(parses({ ids: [], values: { name: 'x' } })).toBe(false);
    expect(parses({ ids: ['1'], values: { name: 'x' } })).toBe(false);
  });
});
