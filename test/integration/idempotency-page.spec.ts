import { readFileSync } from 'node:fs';
import { type Sandbox, startSandbox } from '../../apps/sandbox/src/sandbox.js';
import { type RunningGateway, sandboxSettings, startGateway } from '../fixtures/gateway.js';
import { commandsFor } from '../fixtures/page-runners.js';
import { ReaderShell } from '../fixtures/reader-shell.js';
import { asShown } from '../fixtures/written-answers.js';

const PAGE = 'docs/idempotency.md';

const settle = (text: string) => text.replaceAll(/(?<="created_id":)\d+/g, 'ID');

describe(`the commands in ${PAGE}`, () => {
  const [, again = ''] = readFileSync(PAGE, 'utf8').match(/(?<=^```\n)HTTP.*?(?=^```)/gms) ?? [];
  let sandbox: Sandbox;
  let gateway: RunningGateway;
  let shell: ReaderShell;

  beforeAll(async () => {
    sandbox = await startSandbox();
    gateway = await startGateway({ ...sandboxSettings(sandbox), MCP_MODE: 'readwrite', API_KEY: '' });
    shell = new ReaderShell({ instead: { 'http://localhost:8000': gateway.url } });
  });

  afterAll(async () => {
    await gateway.close();
    await sandbox.close();
  });

  it.each(commandsFor('test/integration/idempotency-page.spec.ts', PAGE))('$title', async (command) => {
    const { code, stdout } = await shell.run(command);
    expect(code).toBe(0);
    if (command.answer === undefined) return;
    expect(asShown(stdout, command.answer, settle)).toBe(command.answer);
    const repeated = await shell.run(command);
    expect(asShown(repeated.stdout, again, settle)).toBe(again);
    expect(/"created_id":\d+/.exec(repeated.stdout)?.[0]).toBe(/"created_id":\d+/.exec(stdout)?.[0]);
  });
});
