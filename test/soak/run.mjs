// `make soak`: each fault for as long as it takes, against its criterion. Names choose some; SHORT=1 is the form that tests run.
// Long runs leave their figures in bench/results/soak, and docs/operations/resilience.md is what those files say.
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root, seconds } from '../../apps/demo/steps.mjs';
import { machine } from '../bench/machine.mjs';
import { figureText, readSoakResults, withSoakTable } from './soak-page.ts';

const folder = join(root, 'test/soak');
const results = join(root, 'bench/results/soak');
const page = join(root, 'docs/operations/resilience.md');
const short = process.env.SHORT === '1';

const chosen = process.argv.slice(2);
const names = readdirSync(folder)
  .filter((file) => file.endsWith('.soak.mjs'))
  .map((file) => file.replace('.soak.mjs', ''))
  .filter((name) => chosen.length === 0 || chosen.includes(name));
if (names.length === 0) throw new Error(`There is no such scenario: ${chosen.join(', ')}.`);

execFileSync('npm', ['run', '--silent', 'build'], { cwd: root, stdio: 'inherit' });
mkdirSync(results, { recursive: true });
for (const name of names) {
  const started = Date.now();
  const { title, pass, run } = await import(join(folder, `${name}.soak.mjs`));
  process.stdout.write(`\n${title}\n`);
  try {
    const rows = await run({ short });
    for (const row of rows) process.stdout.write(`  ${row.ok ? ' ' : ''} ${figureText(row)}\n`);
    if (!rows.every(({ ok }) => ok)) process.exitCode = 1;
    if (!short) save(name, { title, pass, taken: new Date().toISOString(), machine: machine(), rows });
  } catch (error) {
    // The others are worth their time all the same.
    process.stdout.write(`  did not come to its end: ${error.stack}\n`);
    process.exitCode = 1;
  }
  process.stdout.write(`  (${name}, ${seconds(started)})\n`);
}

function save(name, result) {
  writeFileSync(join(results, `${name}.json`), `${JSON.stringify(result, null, 2)}\n`);
  writeFileSync(page, withSoakTable(readFileSync(page, 'utf8'), readSoakResults(results)));
}
