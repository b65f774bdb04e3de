import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { globSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { promisify } from 'node:util';
import { startSandbox } from '../../apps/sandbox/src/sandbox.js';
import { sandboxSettings } from '../fixtures/gateway.js';
import { buildImage, type Image } from './dockerfile.js';

const BUILD_MS = 600_000;

/** Of packages that may be handed on together with this one. */
const LICENCES = new Set([
  '0BSD',
  'Apache-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'BlueOak-1.0.0',
  'ISC',
  'MIT',
  'Python-2.0',
  'Unlicense',
]);

interface LockedPackage {
  readonly dev?: boolean;
  readonly optional?: boolean;
  readonly devOptional?: boolean;
}

describe('the image', () => {
  let image: Image;
  let app: string;
  beforeAll(() => {
    image = buildImage(process.cwd());
    app = join(image.root, image.workdir);
  }, BUILD_MS);
  afterAll(() => image.remove());

  const installed = () =>
    globSync('node_modules/**/package.json', { cwd: app })
      .map((file) => file.slice(0, -'/package.json'.length))
      .filter((folder) => /(?:^|\/)node_modules\/(?:@[^/]+\/)?[^/]+$/.test(folder));

  it('holds the programs, their packages and the licence, and nothing else', () => {
    expect(readdirSync(image.root)).toEqual(['app']);
    expect(readdirSync(app).toSorted()).toEqual(['LICENSE', 'dist', 'node_modules', 'package.json']);
    expect(readdirSync(join(app, 'dist/apps')).toSorted()).toEqual(['audit', 'gateway', 'keys']);
    expect(globSync('dist/**/*.spec.*', { cwd: app })).toEqual([]);
  });

  it('has the packages that the lock file wants in production', () => {
    const { packages } = JSON.parse(readFileSync('package-lock.json', 'utf8')) as {
      packages: Record<string, LockedPackage>;
    };
    const wanted = Object.entries(packages).filter(
      ([, { dev, optional, devOptional }]) => !dev && !optional && !devOptional,
    );
    const there = installed();
    expect(wanted.map(([path]) => path).filter((path) => path !== '' && !there.includes(path))).toEqual([]);
    expect(there.filter((path) => packages[path]?.dev === true)).toEqual([]);
  });

  it('has packages whose licences go with ours', () => {
    const licences = installed().map((folder) => {
      const { license } = JSON.parse(readFileSync(join(app, folder, 'package.json'), 'utf8')) as { license?: unknown };
      return [folder, license] as const;
    });
    expect(licences.filter(([, licence]) => !LICENCES.has(String(licence)))).toEqual([]);
  });

  it('does not run as root', () => {
    expect(image.user).toBe('node');
  });

  it('starts, is healthy, serves a call and the console, and writes nothing', async () => {
    const sandbox = await startSandbox();
    const before = listing(app);
    const [program = '', ...args] = image.command;
    const env = {
      PATH: process.env['PATH'],
      ...image.env,
      ...sandboxSettings(sandbox),
      SERVER_HOST: '127.0.0.1',
      SERVER_PORT: '0',
      SHUTDOWN_DELAY_MS: '0',
    };
    const gateway = spawn(program, args, { cwd: app, env, stdio: ['ignore', 'pipe', 'inherit'] });
    try {
      const url = await readyUrl(gateway.stdout);
      const [check = '', ...checkArgs] = image.healthcheck;
      const port = new URL(url).port;
      await promisify(execFile)(check, checkArgs, { cwd: app, env: { ...env, SERVER_PORT: port } });
      const body = JSON.stringify({ method: 'odoo_count', params: { model: 'res.partner' }, id: 1 });
      const headers = { 'content-type': 'application/json' };
      const answer = await fetch(`${url}/mcp/tools/call`, { method: 'POST', headers, body });
      expect(await answer.json()).toMatchObject({ result: { model: 'res.partner' }, id: 1 });
      const page = await fetch(url, { headers: { accept: 'text/html' } });
      expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    } finally {
      gateway.kill('SIGTERM');
      await once(gateway, 'close');
      await sandbox.close();
    }
    expect(listing(app)).toEqual(before);
  });
});

/** Of every file, what changes when it is written. */
function listing(folder: string): string[] {
  return globSync('**/*', { cwd: folder }).map((file) => {
    const { size, mtimeMs } = statSync(join(folder, file));
    return `${file} ${size} ${mtimeMs}`;
  });
}

async function readyUrl(output: Readable): Promise<string> {
  for await (const line of createInterface({ input: output })) {
    const { msg, url } = JSON.parse(line) as { msg: string; url?: string };
    if (msg === 'ready' && url !== undefined) return url;
  }
  throw new Error('The gateway ended before it was ready.');
}
