// `make bench`: each benchmark with its baseline in one run, as a table and as JSON. Names choose some of them.
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root, seconds } from '../../apps/demo/steps.mjs';
import { machine } from './machine.mjs';

const folder = join(root, 'test/bench');
const results = join(root, 'bench/results');

const chosen = process.argv.slice(2);
const names = readdirSync(folder)
  .filter((file) => file.endsWith('.bench.mjs'))
  .map((file) => file.replace('.bench.mjs', ''))
  .filter((name) => chosen.length === 0 || chosen.includes(name));
if (names.length === 0) throw new Error(`There is no such benchmark: ${chosen.join(', ')}.`);

execFileSync('npm', ['run', '--silent', 'build'], { cwd: root, stdio: 'inherit' });
mkdirSync(results, { recursive: true });
for (const name of names) {
  const started = Date.now();
  const { title, run } = await import(join(folder, `${name}.bench.mjs`));
  const rows = await run();
  show(title, rows);
  process.stdout.write(`  (${name}, ${seconds(started)})\n`);
  const file = join(results, `${name}.json`);
  writeFileSync(
    file,
    `${JSON.stringify({ title, taken: new Date().toISOString(), machine: machine(), rows }, null, 2)}\n`,
  );
}

function show(title, rows) {
  process.stdout.write(`\n${title}\n`);
  process.stdout.write(`  ${'what'.padEnd(30)} ${['median', 'least', 'most', 'ratio'].map(cell).join('')}\n`);
  for (const { name, median, least, most, ratio } of rows) {
    const numbers = [median, least, most].map((value) => cell(value.toFixed(1)));
    process.stdout.write(
      `  ${name.padEnd(30)} ${numbers.join('')}${cell(ratio === undefined ? '' : ratio.toFixed(2))}\n`,
    );
  }
}

function cell(text) {
  return text.padStart(10);
}
