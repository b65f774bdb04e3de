import { Forbidden, OdooUnavailable, type OdooWriter } from '#libs/contracts';
import { refusalOf } from './dry-run.js';

const operation = { model: 'res.partner', method: 'write', args: [[1], {}], kwargs: {} };
const port = (members: Partial<OdooWriter>) => members as OdooWriter;

describe('refusalOf', () => {
  it('is nothing where policy and Odoo allow it', async () => {
    const odoo = port({ mayCall: async () => undefined, mayAccess: async () => true });
    expect(await refusalOf(odoo, operation, 'write')).toBeUndefined();
  });

  it("tells the policy's refusal", async () => {
    const refusal = new Forbidden('Protected.', { layer: 'model', hint: 'Closed.' });
    const odoo = port({ mayCall: async () => Promise.reject(refusal) });
    const told = { code: 'forbidden', layer: 'model', message: 'Protected.', hint: 'Closed.' };
    expect(await refusalOf(odoo, operation, 'write')).toEqual(told);
  });

  it("tells that Odoo's user may not", async () => {
    const odoo = port({ mayCall: async () => undefined, mayAccess: async () => false });
    expect(await refusalOf(odoo, operation, 'write')).toMatchObject({ code: 'forbidden', layer: 'odoo' });
  });

  it('does not take an outage for a refusal', async () => {
    const odoo = port({ mayCall: async () => Promise.reject(new OdooUnavailable('down')) });
    await expect(refusalOf(odoo, operation, 'write')).rejects.toThrow('down');
  });
});
