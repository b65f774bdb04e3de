import { Forbidden, type OdooRecord, OutcomeUnknown } from '#libs/contracts';
import { writtenOdoo, type WrittenOdooOptions } from '../../../../test/fixtures/written-odoo.js';
import { odooCreate } from './odoo-create.tool.js';

const schema = {
  'res.partner': {
    name: { type: 'char' },
    country_id: { type: 'many2one', relation: 'res.country' },
    credit: { type: 'monetary', readonly: true },
    last_seen: { type: 'datetime' },
  },
};
const records = { 'res.country': [{ id: 20, name: 'Belgium' }] };

function create(args: OdooRecord, odoo: WrittenOdooOptions['odoo'] = {}) {
  const { context, written } = writtenOdoo({ schema, records, odoo });
  return { written, result: odooCreate.run(odooCreate.input.parse({ model: 'res.partner', ...args }), context) };
}

describe('odoo_create', () => {
  it('creates one record, with names made ids', async () => {
    const { result, written } = create({ values: { name: 'Acme', country_id: 'Belgium' } });
    expect(await result).toEqual({
      model: 'res.partner',
      created_id: 1,
      success: true,
      resolved: { country_id: [20, 'Belgium'] },
    });
    expect(written).toEqual([
      { model: 'res.partner', method: 'create', args: [[{ name: 'Acme', country_id: 20 }]], kwargs: {} },
    ]);
  });

  it('creates several in one call', async () => {
    const { result, written } = create({ values: [{ name: 'A' }, { name: 'B' }] });
    expect(await result).toEqual({ model: 'res.partner', created_id: 1, created_ids: [1, 2], success: true });
    expect(written).toHaveLength(1);
  });

  it('tells what moments are in, where it was given any', async () => {
    const told = { moments: 'UTC', timezone: 'Europe/Brussels' };
    const values = { name: 'A', last_seen: '2026-05-01 08:00:00' };
    expect(await create({ values }).result).toMatchObject({ success: true, ...told });
    expect(await create({ values, dry_run: true }).result).toMatchObject({ allowed: true, ...told });
  });

  it('tells what Odoo dropped', async () => {
    const { result } = create({ values: { credit: 5 } }, { read: async () => [{ id: 1, credit: 0 }] });
    expect(await result).toMatchObject({ success: true, fields_not_applied: { credit: { sent: 5, now: 0 } } });
  });

  it('writes nothing where anything is wrong', async () => {
    const { result, written } = create({ values: [{ name: 'A' }, { nme: 'B' }] });
    await expect(result).rejects.toThrow('values.1.nme is no field of res.partner. Did you mean name?');
    expect(written).toEqual([]);
  });

  it('only tells, in a dry run', async () => {
    const { result, written } = create({ values: { name: 'Acme', country_id: 'Belgium' }, dry_run: true });
    expect(await result).toEqual({
      model: 'res.partner',
      dry_run: true,
      allowed: true,
      would_create: [{ name: 'Acme', country_id: 20 }],
      resolved: { country_id: [20, 'Belgium'] },
    });
    expect(written).toEqual([]);
  });

  it('answers a dry run that would be refused, and refuses the call itself before reading', async () => {
    const nameSearch = jest.fn();
    const mayCall = async () => Promise.reject(new Forbidden('No.', { layer: 'model' }));
    const values = { country_id: 'Belgium' };
    expect(await create({ values, dry_run: true }, { mayCall, nameSearch }).result).toEqual({
      model: 'res.partner',
      dry_run: true,
      allowed: false,
      refusal: { code: 'forbidden', layer: 'model', message: 'No.' },
    });
    await expect(create({ values }, { mayCall, nameSearch }).result).rejects.toThrow('No.');
    expect(nameSearch).not.toHaveBeenCalled();
  });

  it('tells how to find what may have been created', async () => {
    const lost = { create: async () => Promise.reject(new OutcomeUnknown('lost')) };
    await expect(create({ values: { name: 'Acme' } }, lost).result).rejects.toMatchObject({
      code: 'outcome_unknown',
      hint: expect.stringContaining('[["name","=","Acme"]]'),
    });
  });

  it('takes an object or a list of them, and nothing else', () => {
    const parses = (values: unknown) => odooCreate.input.safeParse({ model: 'res.partner', values }).success;
    expect([{}, [{}], [], 'x', [1]].map(parses)).toEqual([true, true, false, false, false]);
  });
});
