import { Forbidden, type ToolContext } from '#libs/contracts';
import { toolLimits } from '../../../../test/fixtures/tool-limits.js';
import { odooFind } from './odoo-find.tool.js';

const known: Readonly<Record<string, ReadonlyArray<readonly [number, string]>>> = {
  azure: [[14, 'Azure Interior']],
  ann: [
    [1, 'Ann'],
    [2, 'Ann'],
  ],
  'Deco Addict': [[3, 'Deco Addict']],
};

const context = {
  limits: toolLimits(),
  odoo: {
    nameSearch: async (model: string, name: string) => {
      if (model === 'ir.cron') throw new Forbidden('No.', { layer: 'model' });
      return known[name] ?? [];
    },
  },
} as unknown as ToolContext<'read'>;

const find = (...queries: object[]) => odooFind.run(odooFind.input.parse({ queries }), context);

describe('odoo_find', () => {
  it('answers each of many questions in its place, and never guesses', async () => {
    const names = ['azure', 'ann', 'nobody', ' Deco Addict '];
    const result = await find(...names.map((name) => ({ model: 'res.partner', name })));
    const model = 'res.partner';
    expect(result).toEqual({
      results: [
        { model, query: 'azure', status: 'one', matches: [{ id: 14, name: 'Azure Interior' }], exact: false },
        {
          model,
          query: 'ann',
          status: 'ambiguous',
          matches: [
            { id: 1, name: 'Ann' },
            { id: 2, name: 'Ann' },
          ],
        },
        { model, query: 'nobody', status: 'none', matches: [] },
        { model, query: 'Deco Addict', status: 'one', matches: [{ id: 3, name: 'Deco Addict' }], exact: true },
      ],
    });
    expect(odooFind.toText?.(result)).toBe(
      [
        'res.partner "azure": one, similar: 14 "Azure Interior"',
        'res.partner "ann": ambiguous: 1 "Ann", 2 "Ann"',
        'res.partner "nobody": none',
        'res.partner "Deco Addict": one: 3 "Deco Addict"',
      ].join('\n'),
    );
  });

  it('fails as a whole where the policy forbids a model', async () => {
    await expect(find({ model: 'ir.cron', name: 'x' })).rejects.toThrow(Forbidden);
  });

  it.each([{ queries: [] }, { queries: [{ model: 'res.partner', name: ' ' }] }, { queries: ['x'] }])(
    'refuses %j',
    (args) => {
      expect(odooFind.input.safeParse(args).success).toBe(false);
    },
  );
});
