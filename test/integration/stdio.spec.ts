import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { type Sandbox, startSandbox } from '../../apps/sandbox/src/sandbox.js';
import { AccessFolder, hashOf } from '../fixtures/access-files.js';
import { type Environment, sandboxSettings } from '../fixtures/gateway.js';
import { type Message, modern } from '../fixtures/mcp-messages.js';
import { stdioProgram } from '../fixtures/stdio-program.js';
import { until } from '../fixtures/until.js';

type Answer = Record<string, unknown>;

const search = { name: 'odoo_search', arguments: { model: 'res.partner', limit: 1 } };
const create = { name: 'odoo_create', arguments: { model: 'res.partner', values: { name: 'New' } } };

describe('the gateway over standard input and output', () => {
  let sandbox: Sandbox;
  let folder: AccessFolder;
  let program: ChildProcessWithoutNullStreams;
  let answers: EventEmitter;
  let answered: number;
  let log: Promise<string>;
  let closed: Promise<[number | null, NodeJS.Signals | null]>;

  beforeAll(async () => {
    sandbox = await startSandbox({ partners: 20 });
    folder = new AccessFolder('');
  });

  afterAll(async () => {
    folder.remove();
    await sandbox.close();
  });

  afterEach(() => program.kill('SIGKILL'));

  function start(settings: Environment = {}): void {
    const { command, args, env, cwd } = stdioProgram({ ...sandboxSettings(sandbox), ...settings });
    program = spawn(command, args, { env, cwd });
    closed = once(program, 'close') as typeof closed;
    log = text(program.stderr);
    answers = new EventEmitter();
    answered = 0;
    // Not one line of anything else: what is no JSON throws here.
    createInterface({ input: program.stdout }).on('line', (line) => {
      const answer = JSON.parse(line) as Answer;
      answered += 1;
      answers.emit(String(answer['id']), answer);
    });
  }

  async function ask(message: Message, id: number): Promise<Answer> {
    const heard = once(answers, String(id)) as Promise<[Answer]>;
    program.stdin.write(`${JSON.stringify({ ...message, id })}\n`);
    const [answer] = await heard;
    return answer;
  }

  const call = (tool: Message) => modern('tools/call', tool);

  it('serves its caller under the mode of the settings, logs elsewhere, and ends when its input does', async () => {
    start({ DEBUG: 'true' });
    expect(await ask(modern('server/discover'), 1)).toMatchObject({ result: { supportedVersions: ['2026-07-28'] } });
    expect(await ask(call(search), 2)).toMatchObject({ result: { content: [{ type: 'text' }] } });
    const { result } = (await ask(modern('tools/list'), 3)) as { result: { tools: Array<{ name: string }> } };
    expect(result.tools.map(({ name }) => name)).not.toContain('odoo_create');
    expect(await ask(call(create), 4)).toMatchObject({ error: { code: -32602 } });
    program.stdin.end();
    expect(await closed).toEqual([0, null]);
    expect(await log).toMatch(/ready[\s\S]*odoo_search/);
    expect(sandbox.calls.count({ method: 'create' })).toBe(0);
  });

  it('is the key that STDIO_CALLER names, keeps its audit log, and ends with that key', async () => {
    const odoo = `connections: { main: { url: "${sandbox.url}", database: ${sandbox.database}, username: admin, password: admin } }`;
    const keys = `keys: [{ id: desktop, mode: readwrite, connection: main, secrets: [{ hash: "${hashOf('a-secret')}" }] }]`;
    folder.replace(`${odoo}\n${keys}\n`);
    const audit = join(folder.folder, 'audit.log');
    const access = { ODOO_URL: '', ACCESS_FILE: folder.path, MCP_MODE: 'readwrite', AUDIT_FILE: audit };
    start({ ...access, STDIO_CALLER: 'desktop', ACCESS_RELOAD_SECONDS: '1' });
    expect(await ask(call(create), 1)).toMatchObject({ result: { structuredContent: { success: true } } });
    expect(readFileSync(audit, 'utf8')).toMatch(/"principal":"desktop".*"door":"stdio"|"door":"stdio".*"desktop"/);
    folder.replace(`${odoo}\nkeys: []\n`);
    expect(await closed).toEqual([0, null]);
  });

  it('opens no port for metrics, so that it starts beside a service with the same settings', async () => {
    start({ METRICS_PORT: new URL(sandbox.url).port });
    expect(await ask(call(search), 1)).toHaveProperty('result');
  });

  it('counts what its caller asks', async () => {
    start({ RATE_LIMIT_REQUESTS: '2' });
    await ask(modern('tools/list'), 1);
    await ask(modern('tools/list'), 2);
    expect(await ask(modern('tools/list'), 3)).toMatchObject({ error: { code: 429, data: { layer: 'rate' } } });
  });

  it('ends when its host is gone, which reads nothing any more', async () => {
    start();
    await ask(call(search), 1);
    const read = log.catch(() => 'nothing');
    for (const end of [program.stdout, program.stderr, program.stdin]) end.destroy();
    expect(await closed).toEqual([0, null]);
    expect(await read).toBe('nothing');
  });

  it('answers a call before it ends at SIGTERM', async () => {
    start();
    await ask(call(search), 1);
    sandbox.faults.set({ latencyMs: 300, times: 1 });
    const arrived = sandbox.calls.counts.total;
    const slow = ask(call(search), 2);
    await until(() => sandbox.calls.counts.total > arrived);
    program.kill('SIGTERM');
    expect(await slow).toHaveProperty('result');
    expect(await closed).toEqual([0, null]);
  });

  it.each([
    ['no Odoo', { ODOO_URL: '' }, /ODOO_URL {2,}is missing/],
    ['nobody named', { ACCESS_FILE: 'access' }, /STDIO_CALLER {2}is missing/],
  ])('says why it cannot start: %s', async (_title, settings: Environment, words) => {
    folder.replace('keys: []\n');
    start({ ...settings, ...(settings['ACCESS_FILE'] && { ACCESS_FILE: folder.path }) });
    expect((await closed)[0]).toBe(1);
    expect(await log).toMatch(words);
    expect(answered).toBe(0);
  });
});
