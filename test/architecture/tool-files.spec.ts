import { readdirSync } from 'node:fs';
import { promptCatalog, toolCatalog } from '#libs/tools';

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

describe('prompts', () => {
  it('are one file each, named like the prompt', () => {
    const found = readdirSync('libs/tools/src/prompts').filter((file) => file.endsWith('.prompt.ts'));
    const expected = promptCatalog.map(({ name }) => `${name.replaceAll('_', '-')}.prompt.ts`);
    expect(found.sort()).toEqual(expected.sort());
  });

  it('have names that every client takes', () => {
    for (const { name } of promptCatalog) expect(name).toMatch(/^[a-z][a-z0-9_]+$/);
  });
});
