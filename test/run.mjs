// `make test`: every check and every test. Starts real Odoo once, shares it, and ends what it has started.
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { root, run, seconds, step } from '../apps/demo/steps.mjs';
import { commandsOf, pages } from './fixtures/page-commands.ts';

const VERSIONS = ['19', '14'];
const CHECKS = [
  ['types', ['run', '--silent', 'typecheck']],
  ['lint and import rules', ['run', '--silent', 'lint']],
  ['format', ['run', '--silent', 'format:check']],
  ['build', ['run', '--silent', 'build']],
];

/** Kinds of test by the folder they are in; the first that fits counts. */
const KINDS = [
  ['odoo contract', 'test/contract/odoo/'],
  ['wire snapshots', 'test/contract/wire/'],
  ['architecture', 'test/architecture/'],
  ['integration', 'test/integration/'],
  ['MCP conformance', 'test/conformance/'],
  ['security', 'test/security/'],
  ['end to end', 'test/e2e/'],
  ['deployment', 'test/deploy/'],
  ['unit', ''],
];

/**
 * Processes of Jest side by side, for two processors. What shares a real Odoo goes file after file; the rest has
 * none, and takes half as many workers as there are processors.
 */
const LANES = [
  { projects: ['unit', 'architecture', 'snapshots', 'integration', 'conformance'], workers: '50%' },
  { projects: ['e2e', 'odoo-contract', 'security', 'deploy'], workers: '1' },
];

/** Compares dumps of the whole database, so nobody else may write meanwhile. */
const ALONE = 'readonly-attack';

const started = Date.now();
const tally = new Map();
/** Titles of tests that have passed: commands of pages have their own. */
const passedTitles = new Set();
const count = (kind, passed, failed) => {
  const before = tally.get(kind) ?? { passed: 0, failed: 0 };
  tally.set(kind, { passed: before.passed + passed, failed: before.failed + failed });
};

for (const [title, args] of CHECKS) {
  const { code, output } = await step(title, () => run('npm', args));
  if (code !== 0) process.stdout.write(output);
  count('checks', code === 0 ? 1 : 0, code === 0 ? 0 : 1);
}
await installServices();
const odoos = await startOdoos();
const chosen = process.argv.slice(2);
if (chosen.length > 0) await runJest(chosen);
else await runEverything();
for (const version of odoos) await run('bash', ['test/odoo/odoo.sh', 'down', '--version', version], { show: true });
report();

/** Tests start their own; what they start is here by then. One that is missing fails, and so do they. */
async function installServices() {
  const services = ['redis', 'haproxy', 'prometheus', 'chromium'];
  const { code } = await run('bash', ['test/services/services.sh', 'install', ...services], { show: true });
  count('services', code === 0 ? 1 : 0, code === 0 ? 0 : 1);
}

/** @returns the versions that were not running before. */
async function startOdoos() {
  const mine = [];
  for (const version of VERSIONS) {
    const before = await run('bash', ['test/odoo/odoo.sh', 'info', '--version', version]);
    if (before.code === 0) continue;
    const { code } = await run('bash', ['test/odoo/odoo.sh', 'up', '--version', version], { show: true });
    if (code === 0) mine.push(version);
    count(`start of Odoo ${version}`, code === 0 ? 1 : 0, code === 0 ? 0 : 1);
  }
  return mine;
}

async function runEverything() {
  await Promise.all(
    LANES.map(({ projects, workers }) => runJest(['--maxWorkers', workers, '--selectProjects', ...projects])),
  );
  await runJest(['--selectProjects', ALONE]);
  countCommands();
}

async function runJest(options) {
  const folder = mkdtempSync(join(tmpdir(), 'odoo-mcp-test-'));
  const file = join(folder, 'results.json');
  // `--ci`: a snapshot that is missing fails, it is not written.
  const { code } = await run('jest', ['--ci', '--json', `--outputFile=${file}`, ...options], { show: true });
  const ended = existsSync(file);
  const failedFiles = ended ? countResults(JSON.parse(readFileSync(file, 'utf8'))) : 0;
  rmSync(folder, { recursive: true });
  if (!ended || (code !== 0 && failedFiles === 0)) count('Jest itself', 0, 1);
}

/** @returns how many files have a test that did not pass. */
function countResults({ testResults }) {
  let failedFiles = 0;
  for (const { name, assertionResults, status } of testResults) {
    const path = relative(root, name);
    for (const result of assertionResults) if (result.status === 'passed') passedTitles.add(result.title);
    const [kind] = KINDS.find(([, prefix]) => path.startsWith(prefix));
    const passed = assertionResults.filter((result) => result.status === 'passed').length;
    // Skipped tests count as failed, and so does a file that did not run at all.
    const failed = Math.max(assertionResults.length - passed, status === 'failed' ? 1 : 0);
    count(kind, passed, failed);
    if (failed > 0) failedFiles += 1;
  }
  return failedFiles;
}

/** Each command that a page shows has to have been run. */
function countCommands() {
  const found = pages().flatMap((page) => commandsOf(page));
  const missed = found.filter(({ title }) => !passedTitles.has(title));
  for (const { title } of missed) process.stdout.write(`not run: ${title}\n`);
  count('commands of pages', found.length - missed.length, missed.length);
}

function report() {
  let passed = 0;
  let failed = 0;
  process.stdout.write(`\nIn ${seconds(started)}:\n`);
  for (const [kind, counts] of tally) {
    process.stdout.write(
      `  ${kind.padEnd(18)} ${String(counts.passed).padStart(5)} passed ${String(counts.failed).padStart(4)} failed\n`,
    );
    passed += counts.passed;
    failed += counts.failed;
  }
  process.stdout.write(`\n${passed} passed, ${failed} failed\n`);
  process.exitCode = failed === 0 ? 0 : 1;
}
