import { Forbidden, type OdooRecord, OutcomeUnknown } from '#libs/contracts';
import { writtenOdoo, type WrittenOdooOptions } from '../../../../test/fixtures/written-odoo.js';
import { odooUnlink } from './odoo-unlink.tool.js';

const records = { 'res.partner': [{ id: 1, display_name: 'Old' }, { id: 2 }] };

function unlink(args: OdooRecord, odoo: WrittenOdooOptions['odoo'] = {}) {
  const { context, written } = writtenOdoo({ schema: {}, records, odoo });
  return { written, result: odooUnlink.run(odooUnlink.input.parse({ model: 'res.partner', ...args }), context) };
}

describe('odoo_unlink', () => {
  it('deletes, and repeats the ids', async () => {
    const { result, written } = unlink({ ids: [1, 2] });
    expect(await result).toEqual({ model: 'res.partner', deleted_ids: [1, 2], success: true });
    expect(written).toEqual([{ model: 'res.partner', method: 'unlink', args: [[1, 2]], kwargs: {} }]);
  });

  it('deletes none where one does not exist', async () => {
    const { result, written } = unlink({ ids: [1, 3] });
    await expect(result).rejects.toMatchObject({ code: 'not_found', message: expect.stringContaining(': 3.') });
    expect(written).toEqual([]);
  });

  it('shows in a dry run what would go', async () => {
    const { result, written } = unlink({ ids: [1], dry_run: true });
    const would_delete = [{ id: 1, display_name: 'Old' }];
    expect(await result).toEqual({ model: 'res.partner', dry_run: true, allowed: true, would_delete });
    expect(written).toEqual([]);
  });

  it('answers a dry run above the cap', async () => {
    const mayCall = async () => Promise.reject(new Forbidden('Too many.', { layer: 'arguments' }));
    expect(await unlink({ ids: [1], dry_run: true }, { mayCall }).result).toMatchObject({
      allowed: false,
      refusal: { layer: 'arguments', message: 'Too many.' },
    });
    await expect(unlink({ ids: [1] }, { mayCall }).result).rejects.toThrow('Too many.');
  });

  it('tells how to look where the answer was lost', async () => {
    const lost = { unlink: async () => Promise.reject(new OutcomeUnknown('lost')) };
    await expect(unlink({ ids: [1] }, lost).result).rejects.toMatchObject({
      hint: expect.stringContaining('Search res.partner for the ids 1'),
    });
  });
});
