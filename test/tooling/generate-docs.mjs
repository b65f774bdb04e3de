// Writes the pages that follow from the code. `make test` fails when they are not what this would write.
import { mkdirSync, writeFileSync } from 'node:fs';
import { configurationPage, environmentExample } from '#libs/config';

mkdirSync('docs/operations', { recursive: true });
writeFileSync('docs/operations/configuration.md', configurationPage());
writeFileSync('.env.example', environmentExample());
