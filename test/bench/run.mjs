// `make bench`: what is published, each figure beside its baseline, as one table and as JSON. Names choose benchmarks, also
// those that publish nothing; SHORT=1 is a form that only shows whether they work: it prints and writes nothing.
// Figures are kept in bench/results, and docs/benchmarks.md is what those files say.
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root, seconds } from '../../apps/demo/steps.mjs';
import { cellsOf, figuredRows, HEADINGS, notesOf, readBenchResults, withBenchTables } from './bench-page.ts';
import { machine, watchStolen } from './machine.mjs';

const folder = join(root, 'test/bench');
const results = join(root, 'bench/results');
const page = join(root, 'docs/benchmarks.md');
const short = process.env.SHORT === '1';

execFileSync('npm', ['run', '--silent', 'build'], { cwd: root, stdio: 'inherit' });
const chosen = process.argv.slice(2);
const benches = await benchesOf(chosen);
const unknown = chosen.filter((name) => !benches.some((bench) => bench.name === name));
if (unknown.length > 0) throw new Error(`There is no such benchmark: ${unknown.join(', ')}.`);

mkdirSync(results, { recursive: true });
const all = [];
for (const { name, title, run } of benches) {
  const started = Date.now();
  const stolen = watchStolen();
  process.stdout.write(`\n${title}\n`);
  try {
    const rows = await run({ short });
    show(rows);
    for (const note of notesOf(rows)) process.stdout.write(`  ${note}\n`);
    all.push(...rows);
    if (!short)
      save(name, { title, taken: new Date().toISOString(), machine: { ...machine(), stolen: stolen() }, rows });
  } catch (error) {
    // The others are worth their time all the same.
    process.stdout.write(`  did not come to its end: ${error.stack}\n`);
    process.exitCode = 1;
  }
  process.stdout.write(`  (${name}, ${seconds(started)})\n`);
}
if (chosen.length === 0) {
  process.stdout.write('\nAll figures\n');
  show(figuredRows(all));
}

/** Those with these names, or else all that publish figures. */
async function benchesOf(names) {
  const files = readdirSync(folder).filter((file) => file.endsWith('.bench.mjs'));
  const found = [];
  for (const file of files) {
    const name = file.replace('.bench.mjs', '');
    if (names.length > 0 && !names.includes(name)) continue;
    const { title, figures, run } = await import(join(folder, file));
    if (names.length > 0 || figures) found.push({ name, title, run });
  }
  return found;
}

function show(rows) {
  const lines = [HEADINGS, ...rows.map(cellsOf)];
  const widths = HEADINGS.map((_, column) => Math.max(...lines.map((cells) => cells[column].length)));
  for (const cells of lines) {
    process.stdout.write(
      `  ${cells
        .map((cell, column) => cell.padEnd(widths[column]))
        .join('  ')
        .trimEnd()}\n`,
    );
  }
}

function save(name, result) {
  writeFileSync(join(results, `${name}.json`), `${JSON.stringify(result, null, 2)}\n`);
  writeFileSync(page, withBenchTables(readFileSync(page, 'utf8'), readBenchResults(results)));
}
