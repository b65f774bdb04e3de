// Writes the pages that follow from the code. `make test` fails when they are not what this would write.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { accessFileSchema, configurationPage, environmentExample } from '#libs/config';
import { metricsPage } from '#libs/observability';
import { toolsPage } from '#libs/tools';
import { withSizingTable } from '../bench/sizing-table.ts';

mkdirSync('docs/operations', { recursive: true });
writeFileSync('docs/operations/configuration.md', configurationPage());
writeFileSync('docs/operations/access-file.schema.json', accessFileSchema());
writeFileSync('docs/operations/metrics.md', await metricsPage());
writeFileSync('docs/tools.md', toolsPage());
writeFileSync('.env.example', environmentExample());

const sizing = 'docs/operations/sizing.md';
writeFileSync(sizing, withSizingTable(readFileSync(sizing, 'utf8'), 'bench/results'));
