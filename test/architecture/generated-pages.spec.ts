import { readFileSync } from 'node:fs';
import { configurationPage, environmentExample } from '#libs/config';

describe('generated pages', () => {
  it.each([
    ['docs/operations/configuration.md', configurationPage],
    ['.env.example', environmentExample],
  ])('%s is what the code says (else: make docs)', (file, generate) => {
    expect(readFileSync(file, 'utf8')).toBe(generate());
  });
});
