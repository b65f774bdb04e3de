import { readdirSync } from 'node:fs';
import { toolCatalog } from '#libs/tools';

const files = readdirSync('libs/tools/src/catalog');

describe('tools', () => {
  it('are one file each, named like the tool, with a spec beside it', () => {
    const expected = toolCatalog.flatMap(({ name }) => {
      const file = name.replaceAll('_', '-');
      return [`${file}.tool.spec.ts`, `${file}.tool.ts`];
    });
    expect([...files].sort()).toEqual(expected.sort());
  });

  it('have names that every client takes', () => {
    for (const { name } of toolCatalog) expect(name).toMatch(/^odoo_[a-z_]+$/);
  });
});
