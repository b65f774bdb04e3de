import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

/** One check of a scenario, as the program writes it to `checks.json`. */
export interface Check {
  readonly id: string;
  readonly status: 'SUCCESS' | 'FAILURE' | 'WARNING' | 'SKIPPED' | 'INFO';
  readonly errorMessage?: string;
}

export interface ConformanceRun {
  /** 0 when nothing failed but what is expected to. */
  readonly exitCode: number | null;
  readonly output: string;
  /** By scenario; those that are run without being required are among them. */
  readonly checks: ReadonlyMap<string, readonly Check[]>;
}

const PEERS = join(process.cwd(), 'test/peers');
const PROGRAM = join(PEERS, 'node_modules/@modelcontextprotocol/conformance');
const EXPECTED_FAILURES = join(process.cwd(), 'test/conformance/expected-failures.yml');

/** Far more than the ten seconds that a run takes, since the machine may be busy. */
export const RUN_TIMEOUT_MS = 300_000;

/** The scenarios that a revision requires of a server, by the program's own list. */
export function requiredScenarios(revision: string): readonly string[] {
  const yaml = createRequire(join(PEERS, 'package.json'))('yaml') as { parse(text: string): unknown };
  const { server } = yaml.parse(readFileSync(join(PROGRAM, `requirements/${revision}.yaml`), 'utf8')) as {
    server: string[];
  };
  return server;
}

/** Runs all scenarios of a revision, one after the other as the program does it, against a server. */
export async function runConformance(url: string, revision: string): Promise<ConformanceRun> {
  const folder = mkdtempSync(join(tmpdir(), 'conformance-'));
  try {
    const options = ['--requirements', revision, '--expected-failures', EXPECTED_FAILURES, '-o', folder];
    const program = spawn(process.execPath, [join(PROGRAM, 'dist/index.js'), 'server', '--url', url, ...options], {
      stdio: ['ignore', 'pipe', 'inherit'],
      timeout: RUN_TIMEOUT_MS,
    });
    const [output, [exitCode]] = await Promise.all([text(program.stdout), once(program, 'close')]);
    return { exitCode: exitCode as number | null, output, checks: readChecks(folder) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Each scenario has a folder `server-<scenario>-<time>`. */
function readChecks(folder: string): ReadonlyMap<string, readonly Check[]> {
  return new Map(
    readdirSync(folder).map((name) => {
      const scenario = name.replace(/^server-(.+)-\d{4}-\d{2}-\d{2}T.+$/, '$1');
      return [scenario, JSON.parse(readFileSync(join(folder, name, 'checks.json'), 'utf8')) as Check[]];
    }),
  );
}
