import { execFile, execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer, type AddressInfo, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type Sandbox, startSandbox } from '../../apps/sandbox/src/sandbox.js';
import { type RunningGateway, sandboxSettings, startGateway, TEST_KEY } from '../fixtures/gateway.js';
import { commandsFor } from '../fixtures/page-runners.js';
import { ReaderShell } from '../fixtures/reader-shell.js';
import { idsIn, StreamClient } from '../fixtures/stream-client.js';

const PAGE = 'docs/streaming.md';
const PARTNERS = 5000;
/** In the middle of a chunk, somewhere among the rows. */
const CUT_AFTER_BYTES = 100_000;

interface Program {
  readonly title: string;
  readonly language: string;
  readonly text: string;
}

/** What runs each language, and the file's ending that it wants. */
const RUNNERS: Readonly<Record<string, readonly [command: string, ending: string]>> = {
  js: [process.execPath, 'mjs'],
  python: ['python3', 'py'],
};

/** The programs of the page's last part, each under its title. */
function programsOf(page: string): Program[] {
  const pattern = /### (?<title>[^\n]+)\n(?:(?!\n### ).)*?```(?<language>js|python)\n(?<text>.*?)```/gs;
  const clients = page.slice(page.indexOf('## Clients'));
  return Array.from(clients.matchAll(pattern), ({ groups }) => groups as unknown as Program);
}

function isThere(command: string): boolean {
  try {
    execFileSync(command, ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

const programs = programsOf(readFileSync(PAGE, 'utf8'));
/** Python may be missing where this runs. */
const runnable = programs.filter(({ language }) => isThere(RUNNERS[language]?.[0] ?? ''));
/** Those of which the page says so. */
const goingOn = runnable.filter(({ title }) => ['A web page', 'Python'].includes(title));

describe(`the programs in ${PAGE}`, () => {
  let sandbox: Sandbox;
  let gateway: RunningGateway;
  let folder: string;

  beforeAll(async () => {
    sandbox = await startSandbox({ partners: PARTNERS });
    gateway = await startGateway({ ...sandboxSettings(sandbox), RATE_LIMIT_REQUESTS: '10000' });
    folder = mkdtempSync(join(tmpdir(), 'streaming-page-'));
  });

  afterAll(async () => {
    rmSync(folder, { recursive: true });
    await gateway.close();
    await sandbox.close();
  });

  async function run({ title, language, text }: Program, url: string): Promise<string> {
    const [command, ending] = RUNNERS[language] ?? ['', ''];
    const file = join(folder, `${title.replaceAll(' ', '-')}.${ending}`);
    writeFileSync(file, text.replaceAll('http://localhost:8000', url).replaceAll('YOUR_KEY', TEST_KEY));
    const { stdout } = await promisify(execFile)(command, [file], { cwd: folder, maxBuffer: 10_000_000 });
    return stdout;
  }

  it('are those of its titles', () => {
    expect(programs.map(({ title, language }) => `${title}: ${language}`)).toEqual([
      'A web page: js',
      'Node: js',
      'Python: python',
    ]);
  });

  it.each(runnable)('$title reads all rows', async (program) => {
    expect(await run(program, gateway.url)).toBe(`${PARTNERS} rows\n`);
  });

  it.each(commandsFor('test/integration/streaming-page.spec.ts', PAGE))('$title', async (command) => {
    const instead = { 'http://localhost:8000': gateway.url, YOUR_KEY: TEST_KEY };
    const { code, stdout } = await new ReaderShell({ cwd: folder, instead }).run(command);
    // One shows what comes, the other one keeps it.
    expect([code, stdout === '' || stdout.includes('"type":"end"')]).toEqual([0, true]);
  });

  it('curl keeps all companies as a file', async () => {
    const params = { model: 'res.partner', domain: [['is_company', '=', true]] };
    const companies = await StreamClient.open(gateway, { method: 'odoo_search', params });
    await companies.all();
    const lines = readFileSync(join(folder, 'companies.csv'), 'utf8').trimEnd().split('\r\n').slice(1);
    expect(lines.map((line) => Number.parseInt(line, 10))).toEqual(idsIn(companies.frames));
  });

  describe('where the connection is cut', () => {
    let cutting: Server;
    let cuts: number;

    beforeEach(async () => {
      cuts = 0;
      const { hostname, port } = new URL(gateway.url);
      cutting = createServer((client) => {
        const upstream = connect(Number(port), hostname);
        let passed = 0;
        upstream.on('data', (bytes) => {
          client.write(bytes);
          passed += bytes.length;
          if (passed < CUT_AFTER_BYTES || cuts === 2) return;
          cuts += 1;
          upstream.destroy();
          client.end();
        });
        client.on('data', (bytes) => upstream.write(bytes));
        for (const [one, other] of [[client, upstream] as const, [upstream, client] as const]) {
          one.on('error', () => other.destroy()).once('close', () => other.destroySoon());
        }
      });
      await new Promise<void>((resolve) => {
        cutting.listen(0, '127.0.0.1', resolve);
      });
    });

    afterEach(() => cutting.close());

    it.each(goingOn)('$title goes on', async (program) => {
      const url = `http://127.0.0.1:${(cutting.address() as AddressInfo).port}`;
      expect(await run(program, url)).toMatch(new RegExp(`^(The connection broke.*\n)*${PARTNERS} rows\n$`));
      expect(cuts).toBe(2);
    });
  });
});
