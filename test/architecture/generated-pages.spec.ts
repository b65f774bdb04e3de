import { readFileSync } from 'node:fs';
import { accessFileSchema, configurationPage, environmentExample } from '#libs/config';
import { metricsPage } from '#libs/observability';
import { toolsPage } from '#libs/tools';
import { readBenchResults, withBenchTables } from '../bench/bench-page.js';
import { withSizingTable } from '../bench/sizing-table.js';
import { readSoakResults, withSoakTable } from '../soak/soak-page.js';

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

  it('docs/operations/resilience.md has the figures of the last long runs (else: make soak)', () => {
    const page = readFileSync('docs/operations/resilience.md', 'utf8');
    expect(page).toBe(withSoakTable(page, readSoakResults('bench/results/soak')));
  });

  it('docs/operations/sizing.md has the figures that were taken last (else: make docs)', () => {
    const page = readFileSync('docs/operations/sizing.md', 'utf8');
    expect(page).toBe(withSizingTable(page, 'bench/results'));
  });

  it('docs/benchmarks.md has the figures that were taken last (else: make bench)', () => {
    const page = readFileSync('docs/benchmarks.md', 'utf8');
    expect(page).toBe(withBenchTables(page, readBenchResults('bench/results')));
  });
});
