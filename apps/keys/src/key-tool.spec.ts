import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hashOf } from '../../../test/fixtures/access-files.js';
import { runKeyTool } from './key-tool.js';

const CONNECTION = 'connections: { main: { url: "http://x", database: d, username: u, password: { env: PW } } }\n';

describe('the key tool', () => {
  let folder: string;
  let path: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'key-tool-'));
    path = join(folder, 'access.yaml');
  });

  afterEach(() => rmSync(folder, { recursive: true }));

  /** @returns what it wrote to standard output. */
  async function run(line: string, { typed = '', now = '2026-11-30T12:00:00Z', environment = {} } = {}) {
    const out: string[] = [];
    const note: string[] = [];
    await runKeyTool(line.split(' '), {
      environment: { ACCESS_FILE: path, PW: 'canary-9f2c', ...environment },
      now: new Date(now),
      random: randomBytes,
      typed: async () => typed,
      out: (text) => void out.push(text),
      note: (text) => void note.push(text),
    });
    expect(note.join()).not.toContain('canary');
    return out;
  }

  it('makes a file that only its owner reads, and shows the secret and nothing else', async () => {
    const [secret = '', ...more] = await run('new wall');
    expect(more).toEqual([]);
    expect(secret).toMatch(/^odoo_[\w-]{43}$/);
    expect(readFileSync(path, 'utf8')).toContain(hashOf(secret));
    expect(readFileSync(path, 'utf8')).not.toContain(secret);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(readdirSync(folder)).toEqual(['access.yaml']);
  });

  it('writes where a link points, and keeps the mode of what is there', async () => {
    const real = join(folder, 'real.yaml');
    writeFileSync(real, CONNECTION);
    chmodSync(real, 0o640);
    symlinkSync(real, path);
    await run('new wall');
    expect(readFileSync(real, 'utf8')).toContain('id: wall');
    expect(statSync(real).mode & 0o777).toBe(0o640);
  });

  it('lists keys with the ends of their secrets, and no hash in full', async () => {
    const [secret = ''] = await run('new wall --mode readwrite --connection main --expires 1h');
    await run('rotate wall --grace 30m');
    const [line = ''] = await run('list', { now: '2026-11-30T12:40:00Z' });
    expect(line).toMatch(
      /^wall {2}readwrite {2}main {2}1: sha256:[0-9a-f]{8}… expired 2026-11-30T12:30:00Z {2}2: sha256:[0-9a-f]{8}…$/,
    );
    expect(line).not.toContain(hashOf(secret));
  });

  it('checks the file, and tells whose a secret is', async () => {
    writeFileSync(path, CONNECTION);
    const [secret = ''] = await run('new wall --expires 1h');
    expect(await run('check')).toEqual([]);
    expect(await run('check --stdin', { typed: `${secret}\n` })).toEqual(['wall']);
    await expect(run('check --stdin', { typed: 'odoo_another' })).rejects.toThrow('No key has this secret.');
    await expect(run('check --stdin', { typed: secret, now: '2026-12-30T12:00:00Z' })).rejects.toThrow(/has expired/);
  });

  it('says what is wrong in a file', async () => {
    writeFileSync(path, `${CONNECTION}keys: [{ id: a, connection: other, secrets: [{ hash: "${hashOf('x')}" }] }]`);
    await expect(run('check')).rejects.toThrow(/access\.yaml:2:\d+ keys\[0\]\.connection +names a connection/);
    await expect(run('check', { environment: { PW: '' } })).rejects.toThrow(/connections\.main\.password/);
  });

  it.each([
    ['frob', /Keys of Odoo MCP Server/],
    ['new', /Keys of Odoo MCP Server/],
    ['list wall', /Keys of Odoo MCP Server/],
    ['new wall --frob', /--frob/],
    ['new wall --expires soon', /--expires is a length of time/],
    ['rotate wall --grace 9', /--grace is a length of time/],
    ['revoke wall --secret 3', /--secret is 1 or 2/],
    ['new wall --mode admin', /keys\[0\]\.mode/],
    ['rotate wall', /There is no file/],
    ['list --file ', /No file is named/],
  ])('refuses `%s`, and writes nothing', async (line, words) => {
    await expect(run(line)).rejects.toThrow(words);
    expect(readdirSync(folder)).toEqual([]);
  });
});
