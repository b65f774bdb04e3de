import { readFileSync } from 'node:fs';
import { accessFileSchema, configurationPage, environmentExample } from '#libs/config';
import { metricsPage } from '#libs/observability';
import { toolsPage } from '#libs/tools';

describe('generated pages', () => {
  it.each([
    ['docs/operations/configuration.md', configurationPage],
    ['docs/operations/access-file.schema.json', accessFileSchema],
    ['docs/operations/metrics.md', metricsPage],
    ['docs/tools.md', toolsPage],
    ['.env.example', environmentExample],
  ])('%s is what the code says (else: make docs)', async (file, generate) => {
    expect(readFileSync(file, 'utf8')).toBe(await generate());
  });
});
