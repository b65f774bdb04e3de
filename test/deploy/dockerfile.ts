import { execFileSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, matchesGlob, relative } from 'node:path';

/** What the last stage of a Dockerfile leads to. */
export interface Image {
  /** Its file system: the folder that stands for `/`. */
  readonly root: string;
  readonly workdir: string;
  readonly user: string | undefined;
  readonly env: Readonly<Record<string, string>>;
  readonly command: readonly string[];
  readonly healthcheck: readonly string[];
  remove(): void;
}

interface Stage {
  readonly root: string;
  workdir: string;
  user?: string;
  readonly env: Record<string, string>;
  command: string[];
  healthcheck: string[];
}

/** Does on this machine what `docker build` does in containers, for the instructions that our Dockerfile has. */
export function buildImage(context: string): Image {
  const folder = mkdtempSync(join(tmpdir(), 'odoo-mcp-image-'));
  chmodSync(folder, 0o755);
  const stages = new Map<string, Stage>();
  let stage: Stage | undefined;
  for (const [instruction, rest] of instructionsOf(readFileSync(join(context, 'Dockerfile'), 'utf8'))) {
    if (instruction === 'FROM') {
      const name = / AS (?<name>\S+)$/.exec(rest)?.groups?.['name'] ?? 'last';
      stage = { root: join(folder, name), workdir: '/', env: {}, command: [], healthcheck: [] };
      mkdirSync(stage.root);
      stages.set(name, stage);
    } else if (stage) follow(instruction, rest, stage, { context, stages });
  }
  if (!stage) throw new Error('The Dockerfile has no stage.');
  return { user: undefined, ...stage, remove: () => rmSync(folder, { recursive: true }) };
}

/** Comments out, and lines that go on joined. */
function instructionsOf(text: string): [string, string][] {
  const lines = text
    .replaceAll(/^#.*\n/gm, '')
    .replaceAll('\\\n', ' ')
    .split('\n');
  return lines
    .filter((line) => line.trim() !== '')
    .map((line) => {
      const [instruction = '', ...rest] = line.split(/\s+/);
      return [instruction, rest.join(' ')];
    });
}

function follow(
  instruction: string,
  rest: string,
  stage: Stage,
  from: { context: string; stages: ReadonlyMap<string, Stage> },
): void {
  switch (instruction) {
    case 'WORKDIR':
      stage.workdir = rest;
      mkdirSync(join(stage.root, rest), { recursive: true });
      return;
    case 'ENV':
      for (const [, name = '', value = ''] of rest.matchAll(/(\w+)=(\S+)/g)) stage.env[name] = value;
      return;
    case 'COPY':
      return copy(rest, stage, from);
    case 'RUN':
      execFileSync('sh', ['-c', rest], { cwd: join(stage.root, stage.workdir), stdio: ['ignore', 'pipe', 'pipe'] });
      return;
    case 'USER':
      stage.user = rest;
      return;
    case 'CMD':
      stage.command = JSON.parse(rest) as string[];
      return;
    case 'HEALTHCHECK':
      stage.healthcheck = JSON.parse(rest.slice(rest.indexOf('['))) as string[];
      return;
    case 'EXPOSE':
      return;
    default:
      throw new Error(`This does not know ${instruction}.`);
  }
}

function copy(rest: string, stage: Stage, { context, stages }: Parameters<typeof follow>[3]): void {
  const words = rest.split(' ');
  const stageName = words[0]?.startsWith('--from=') ? words.shift()?.slice('--from='.length) : undefined;
  const target = words.pop() ?? '';
  const origin = stageName === undefined ? context : stages.get(stageName)?.root;
  if (origin === undefined) throw new Error(`There is no stage ${stageName}.`);
  const isLeftOut = stageName === undefined ? dockerIgnore(context) : () => false;
  for (const source of words) {
    const path = join(origin, source);
    if (isLeftOut(source)) throw new Error(`.dockerignore leaves ${source} out.`);
    const into = join(stage.root, stage.workdir, target, target.endsWith('/') ? basename(source) : '');
    mkdirSync(dirname(into), { recursive: true });
    cpSync(path, into, { recursive: true, filter: (file) => !isLeftOut(relative(context, file)) });
  }
}

/** The last pattern that fits a path, or a folder that it is in, counts. */
function dockerIgnore(context: string): (path: string) => boolean {
  const patterns = readFileSync(join(context, '.dockerignore'), 'utf8').split('\n').filter(Boolean);
  return (path) => {
    const parts = path.split('/');
    const inside = parts.map((_, at) => parts.slice(0, at + 1).join('/'));
    const fits = (pattern: string) => inside.some((each) => matchesGlob(each, pattern));
    const last = patterns.findLast((pattern) => fits(pattern.replace(/^!/, '')));
    return last !== undefined && !last.startsWith('!');
  };
}
