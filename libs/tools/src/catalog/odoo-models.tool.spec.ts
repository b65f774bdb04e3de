import { Forbidden, type Mode, OdooUnavailable, type ToolContext } from '#libs/contracts';
import { odooModels } from './odoo-models.tool.js';

const models = [
  { model: 'res.partner', name: 'Contact' },
  { model: 'sale.order', name: 'Sales Order' },
  { model: 'sale.order.line', name: 'Sales Order Line' },
  { model: 'account.move', name: 'Journal Entry' },
];

function setUp(mode: Mode, mayAccess: (model: string, right: string) => Promise<boolean>) {
  const asked = jest.fn(mayAccess);
  const context = {
    odoo: { mayAccess: asked },
    files: { models: async () => models },
    principal: { mode },
  } as unknown as ToolContext<'read'>;
  return { asked, run: (args: object) => odooModels.run(odooModels.input.parse(args), context) };
}

describe('odoo_models', () => {
  it('tells what may be done on each, by the rights in Odoo', async () => {
    const { run } = setUp('readwrite', async (_model, right) => right !== 'unlink');
    const result = await run({ words: 'sales orders', limit: 1 });
    expect(result).toEqual({
      models: [{ model: 'sale.order', name: 'Sales Order', may: ['read', 'write', 'create'] }],
      count: 1,
      has_more: true,
    });
    expect(odooModels.toText?.(result)).toBe(
      'sale.order "Sales Order": read, write, create\nMore models have these words.',
    );
  });

  it('tells of reading alone where the key is readonly, and asks for nothing else', async () => {
    const { run, asked } = setUp('readonly', async () => true);
    expect(await run({ words: 'invoice' })).toMatchObject({ models: [{ model: 'account.move', may: ['read'] }] });
    expect(asked.mock.calls).toEqual([['account.move', 'read']]);
  });

  it('counts what the policy forbids as not allowed, and passes on what failed', async () => {
    const forbidden = setUp('readonly', async () => {
      throw new Forbidden('No.', { layer: 'model' });
    });
    const result = await forbidden.run({ words: 'partner' });
    expect(odooModels.toText?.(result)).toBe('res.partner "Contact": nothing');
    const failing = setUp('readonly', async () => {
      throw new OdooUnavailable('Gone.');
    });
    await expect(failing.run({ words: 'partner' })).rejects.toThrow(OdooUnavailable);
  });

  it('says what to do where nothing is found', async () => {
    const result = await setUp('readonly', async () => true).run({ words: 'zebra' });
    expect(result).toEqual({ models: [], count: 0, has_more: false });
    expect(odooModels.toText?.(result)).toContain('Try others');
  });
});
