import { execFile } from 'node:child_process';
import { renameSync, writeFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { type Sandbox, startSandbox } from '../../apps/sandbox/src/sandbox.js';
import { AuditFolder } from '../fixtures/audit-files.js';
import { sandboxSettings, startGateway, TEST_KEY } from '../fixtures/gateway.js';
import { startGatewayProcess } from '../fixtures/gateway-process.js';

const PROGRAM = 'dist/apps/audit/src/main.js';
const SECRET = 'the-secret-of-this-audit-log-only';

interface Verdict {
  readonly code: number;
  readonly output: string;
}

async function verify(args: readonly string[], secret?: string): Promise<Verdict> {
  const env = { PATH: process.env['PATH'], ...(secret !== undefined && { AUDIT_SECRET: secret }) };
  try {
    const { stdout } = await promisify(execFile)(process.execPath, [PROGRAM, 'verify', ...args], { env });
    return { code: 0, output: stdout };
  } catch (error) {
    const { code, stderr } = error as { code: number; stderr: string };
    return { code, output: stderr };
  }
}

describe('npm run audit -- verify', () => {
  let sandbox: Sandbox;
  let folder: AuditFolder;
  let whole: string;

  beforeAll(async () => {
    sandbox = await startSandbox();
    folder = new AuditFolder();
    const settings = { ...sandboxSettings(sandbox), AUDIT_FILE: folder.file, MCP_MODE: 'readwrite' };
    const gateway = await startGateway(settings);
    for (const name of ['One', 'Two', 'Three']) {
      await gateway.post('/mcp/tools/call', {
        method: 'odoo_create',
        params: { model: 'res.partner', values: { name } },
      });
    }
    await gateway.close();
    whole = folder.text();
  });

  beforeEach(() => writeFileSync(folder.file, whole));

  afterAll(async () => {
    folder.remove();
    await sandbox.close();
  });

  /** The program's word on the file with its lines changed; line 1 is the one of the start, line 2 of its key, line 9 of the end. */
  function after(change: (lines: string[]) => string[]): Promise<Verdict> {
    writeFileSync(folder.file, `${change(whole.trimEnd().split('\n')).join('\n')}\n`);
    return verify([folder.file]);
  }

  it('finds a log whole', async () => {
    const { code, output } = await verify([folder.file]);
    expect({ code, output }).toEqual({ code: 0, output: expect.stringContaining('whole: 9 lines, 1 to 9.') as string });
  });

  it.each<[string, (lines: string[]) => string[], string]>([
    ['a deleted line', (lines) => lines.toSpliced(3, 1), 'line 4: the line 4 is missing before it.'],
    ['deleted lines', (lines) => lines.toSpliced(2, 3), 'line 3: the lines 3 to 5 are missing before it.'],
    [
      'a first line cut off and another put there',
      (lines) => lines.with(0, lines[1] ?? ''),
      'line 2: it has the number 2',
    ],
    [
      'an edited value',
      (lines) => lines.with(4, (lines[4] ?? '').replace('"create"', '"write"')),
      'line 5: was changed',
    ],
    [
      'an edited hash',
      (lines) => lines.with(3, (lines[3] ?? '').replace(/"hash":"./, '"hash":"x')),
      'line 4: is no line',
    ],
    [
      'lines in another order',
      (lines) => lines.with(3, lines[4] ?? '').with(4, lines[3] ?? ''),
      'line 4: the line 4 is missing',
    ],
    ['a line twice', (lines) => lines.toSpliced(3, 0, lines[2] ?? ''), 'line 4: it has the number 3 where 4 belongs'],
    ['a line of its own', (lines) => lines.toSpliced(3, 0, '{"seq":4}'), 'line 4: is no line'],
    ['a line cut short', (lines) => lines.with(3, (lines[3] ?? '').slice(0, 40)), 'line 4: is no line'],
    ['an end cut off', (lines) => lines.slice(0, 6), 'line 6: the lines 7 to 9 are missing at the end.'],
    ['everything cut off', () => [], 'line 1: is no line'],
  ])('finds %s', async (_what, change, problem) => {
    const { code, output } = await after(change);
    expect(output).toContain(problem);
    expect(code).toBe(1);
  });

  it('finds half a line at the end', async () => {
    writeFileSync(folder.file, whole.slice(0, -30));
    expect(await verify([folder.file])).toEqual({
      code: 1,
      output: expect.stringContaining('line 9: half a line') as string,
    });
  });

  it('finds an end that was cut off together with the file beside it, by a hash that was kept elsewhere', async () => {
    const hash = /"hash":"(\w+)"\}\n$/.exec(whole)?.[1] ?? '';
    const other = new AuditFolder();
    writeFileSync(other.file, whole);
    expect((await verify([other.file, '--anchor', hash])).code).toBe(0);
    writeFileSync(other.file, `${whole.split('\n').slice(0, 6).join('\n')}\n`);
    expect((await verify([other.file])).code).toBe(0);
    expect(await verify([other.file, '--anchor', hash])).toMatchObject({ code: 1 });
    other.remove();
  });

  it('finds files out of order, and one that is missing', async () => {
    const lines = whole.trimEnd().split('\n');
    const parts = [lines.slice(0, 3), lines.slice(3, 6), lines.slice(6)].map((part, index) => {
      const file = index === 2 ? folder.file : `${folder.file}.00000000000${index * 3 + 3}`;
      writeFileSync(file, `${part.join('\n')}\n`);
      return file;
    });
    const [first = '', second = '', third = ''] = parts;
    expect(await verify([first, second, third])).toMatchObject({ code: 0 });
    expect(await verify([second, third])).toMatchObject({ code: 0 });
    expect(await verify([second, first, third])).toMatchObject({ code: 1 });
    expect((await verify([first, third])).output).toContain('the lines 4 to 6 are missing');
  });

  it('needs a file, and one that is there', async () => {
    expect(await verify([])).toMatchObject({ code: 2, output: expect.stringContaining('Usage') as string });
    expect((await verify(['/none/audit.jsonl'])).code).toBe(2);
  });
});

describe('the service as a process, with an audit log', () => {
  let sandbox: Sandbox;
  let folder: AuditFolder;

  beforeAll(async () => {
    sandbox = await startSandbox();
    folder = new AuditFolder();
  });

  afterAll(async () => {
    folder.remove();
    await sandbox.close();
  });

  it('is killed, starts again, and its log is whole; a second one beside it does not start', async () => {
    const settings = {
      ...sandboxSettings(sandbox),
      API_KEY: TEST_KEY,
      MCP_MODE: 'readwrite',
      AUDIT_FILE: folder.file,
      AUDIT_SECRET: SECRET,
    };
    const killed = await startGatewayProcess(settings);
    const body = JSON.stringify({ method: 'odoo_create', params: { model: 'res.partner', values: { name: 'Kept' } } });
    const headers = { 'x-api-key': TEST_KEY, 'content-type': 'application/json' };
    expect((await fetch(`${killed.url}/mcp/tools/call`, { method: 'POST', headers, body })).status).toBe(200);
    await expect(startGatewayProcess(settings)).rejects.toThrow('Give each gateway an AUDIT_FILE of its own');
    await killed.stop('SIGKILL');
    writeFileSync(folder.file, `${folder.text()}{"seq":9,"ev`);

    const again = await startGatewayProcess(settings);
    expect((await again.stop()).code).toBe(0);
    expect(await verify([folder.file], SECRET)).toMatchObject({ code: 0 });
    expect(folder.text()).toContain('"event":"recovered"');
    expect(await verify([folder.file])).toMatchObject({ code: 1 });
    expect(await verify([folder.file], `${SECRET} of another`)).toMatchObject({ code: 1 });
    renameSync(`${folder.file}.head`, `${folder.file}.gone`);
    expect(await verify([folder.file], SECRET)).toMatchObject({ code: 0 });
  });
});
