import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse, parseAllDocuments } from 'yaml';
import { environmentExample, readEnvironment } from '#libs/config';
import type { PageCommand } from '../fixtures/page-commands.js';
import { commandsFor } from '../fixtures/page-runners.js';
import { AWAY_PATH, type Ended, ReaderShell } from '../fixtures/reader-shell.js';

const PAGE = 'docs/operations/kubernetes.md';

/** What `docker` and `kubectl` look for in the folder that they are called in. */
const FILES = ['Makefile', 'Dockerfile', 'compose.yaml', 'deploy'];

interface DockerCall {
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

interface Manifest {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
  readonly data?: Readonly<Record<string, string>>;
}

/** There is no engine and no cluster here: what would be sent to them is looked at. */
describe(`the commands in ${PAGE}`, () => {
  const folder = mkdtempSync(join(tmpdir(), 'kubernetes-page-'));
  const calls = join(folder, 'docker-calls');
  let shell: ReaderShell;
  let rendered = '';

  beforeAll(() => {
    for (const name of FILES) symlinkSync(join(process.cwd(), name), join(folder, name));
    copyFileSync('.env.example', join(folder, '.env'));
    const program = `import { kubectl } from './test/deploy/kubectl.mjs'; process.stdout.write(kubectl());`;
    const kubectl = execFileSync(process.execPath, ['--input-type=module', '-e', program], { encoding: 'utf8' });
    const env = { PATH: AWAY_PATH, DOCKER_CALLS: calls, KUBECTL: kubectl, ODOO_PASSWORD: 'a password' };
    shell = new ReaderShell({ cwd: folder, env });
  });

  beforeEach(() => writeFileSync(calls, ''));

  afterAll(() => rmSync(folder, { recursive: true }));

  const dockerCall = () => JSON.parse(readFileSync(calls, 'utf8')) as DockerCall;
  const inFolder = (name: string) => existsSync(join(folder, name));

  /** What each has to do, by how it begins. */
  const CHECKS: ReadonlyArray<readonly [begin: string, check: (ended: Ended) => void]> = [
    [
      'make docker-build',
      () => {
        expect(dockerCall().args).toEqual(['build', '-t', 'odoo-mcp-server', '.']);
        expect(inFolder('Dockerfile')).toBe(true);
      },
    ],
    [
      'make docker-run',
      () => {
        const [exposed] = /(?<=^EXPOSE )\d+/m.exec(readFileSync('Dockerfile', 'utf8')) ?? [];
        expect(dockerCall().args).toEqual([
          'run',
          '--rm',
          '-p',
          `8000:${exposed}`,
          '--env-file',
          '.env',
          'odoo-mcp-server',
        ]);
      },
    ],
    ['export', () => expect(inFolder('compose.yaml')).toBe(true)],
    [
      'docker compose',
      () => {
        const { args, env } = dockerCall();
        expect(args).toEqual(['compose', 'up', '--build']);
        const wanted = readFileSync(join(folder, 'compose.yaml'), 'utf8').match(/(?<=\$\{)\w+(?=:\?)/g) ?? [];
        expect(wanted.toSorted()).toEqual(['API_KEY', 'STATE_SECRET']);
        const odoo = { ODOO_URL: 'http://odoo:8069', ODOO_DATABASE: 'demo', ODOO_USERNAME: 'a', ODOO_PASSWORD: 'b' };
        const given = Object.fromEntries(wanted.map((name) => [name, env[name] ?? '']));
        expect(() => readEnvironment({ ...odoo, ...given })).not.toThrow();
      },
    ],
    [
      'kubectl create namespace',
      ({ stdout }) => expect(parse(stdout)).toMatchObject({ kind: 'Namespace', metadata: { name: 'odoo-mcp' } }),
    ],
    [
      'kubectl --namespace odoo-mcp create secret',
      ({ stdout }) => {
        const { kind, metadata, data = {} } = parse(stdout) as Manifest;
        expect([kind, metadata.name, metadata.namespace]).toEqual(['Secret', 'odoo-mcp-server', 'odoo-mcp']);
        expect(Object.keys(data).filter((name) => !environmentExample().includes(`${name}=`))).toEqual([]);
        const settings = Object.entries(data).map(([name, value]) => [name, Buffer.from(value, 'base64').toString()]);
        const odoo = { ODOO_URL: 'http://odoo:8069', ODOO_DATABASE: 'production' };
        expect(() => readEnvironment({ ...odoo, ...Object.fromEntries(settings) })).not.toThrow();
      },
    ],
    [
      'kubectl kustomize',
      ({ stdout }) => {
        rendered = stdout;
        const manifests = parseAllDocuments(stdout).map((document) => document.toJS() as Manifest);
        expect(manifests.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['Deployment', 'HTTPRoute']));
        // That of the two commands which make a namespace and a Secret.
        expect(new Set(manifests.map(({ metadata }) => metadata.namespace))).toEqual(new Set(['odoo-mcp']));
      },
    ],
    ['kubectl apply', ({ stdout }) => expect(stdout).toBe(rendered)],
  ];

  async function run(command: PageCommand): Promise<void> {
    const [, check] = CHECKS.find(([begin]) => command.text.startsWith(begin)) ?? [];
    if (!check) throw new Error('Nobody knows what this has to do.');
    const ended = await shell.run(command);
    expect([ended.code, ended.stderr]).toEqual([0, '']);
    check(ended);
  }

  // In the order of the page: variables that one sets are there for the next.
  it.each(commandsFor('test/deploy/kubernetes-page.spec.ts', PAGE))('$title', run);
});
