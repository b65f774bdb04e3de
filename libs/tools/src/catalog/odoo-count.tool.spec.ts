import type { OdooReader, ToolContext } from '#libs/contracts';
import { odooCount } from './odoo-count.tool.js';

describe('odoo_count', () => {
  it('asks Odoo for a number, and for no rows', async () => {
    const searchCount = jest.fn<Promise<number>, Parameters<OdooReader['searchCount']>>(async () => 7);
    const context = { odoo: { searchCount } } as unknown as ToolContext<'read'>;
    const args = odooCount.input.parse({ model: 'res.partner', domain: [['is_company', '=', true]] });
    expect(await odooCount.run(args, context)).toEqual({ model: 'res.partner', count: 7 });
    expect(searchCount).toHaveBeenCalledWith('res.partner', [['is_company', '=', true]]);
  });

  it('counts all records where no domain is given', () => {
    expect(odooCount.input.parse({ model: 'res.partner' })).toEqual({ model: 'res.partner', domain: [] });
  });

  it('refuses arguments that it does not have', () => {
    expect(odooCount.input.safeParse({ model: 'res.partner', limit: 5 }).success).toBe(false);
  });
});
