import { MetricsServer } from '#libs/observability';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Sandbox, startSandbox } from '../../apps/sandbox/src/sandbox.js';
import { AccessFolder, hashOf } from '../fixtures/access-files.js';
import { type RunningGateway, sandboxSettings, startGateway, TEST_KEY } from '../fixtures/gateway.js';
import { type OtlpReceiver, startOtlpReceiver } from '../fixtures/otlp-receiver.js';
import type { PageCommand } from '../fixtures/page-commands.js';
import { commandsFor } from '../fixtures/page-runners.js';
import { AWAY_PATH, READY, ReaderShell, urlIn } from '../fixtures/reader-shell.js';
import { METERED } from '../fixtures/scraped-metrics.js';
import { until } from '../fixtures/until.js';

const SPEC = 'test/integration/operations-pages.spec.ts';
const SECRET = 'the-secret-of-this-audit-log-only';

const COUNT = { method: 'odoo_count', params: { model: 'res.partner' } };

/** What stays until it is stopped has one, where programs start slowly. */
jest.setTimeout(60_000);

describe('the commands of pages for operators', () => {
  let sandbox: Sandbox;
  let folder: string;

  beforeAll(async () => {
    sandbox = await startSandbox({ partners: 20 });
    folder = mkdtempSync(join(tmpdir(), 'operations-pages-'));
  });

  afterAll(async () => {
    rmSync(folder, { recursive: true });
    await sandbox.close();
  });

  /** Files of it are put aside, as the page has them. */
  async function keepAuditLog(): Promise<void> {
    const gateway = await startGateway({
      ...sandboxSettings(sandbox),
      MCP_MODE: 'readwrite',
      AUDIT_FILE: join(folder, 'audit.jsonl'),
      AUDIT_SECRET: SECRET,
      AUDIT_MAX_BYTES: '4096',
    });
    for (const name of 'abcdefghijklmnop') {
      const params = { model: 'res.partner', values: { name } };
      await gateway.post('/mcp/tools/call', { method: 'odoo_create', params });
    }
    await gateway.close();
  }

  it.each(commandsFor(SPEC, 'docs/operations/audit.md'))('$title', async (command) => {
    await keepAuditLog();
    const instead = { YOUR_SECRET: SECRET, '/var/log/odoo-mcp-server': folder };
    const { code, stdout } = await new ReaderShell({ instead }).run(command);
    expect([code, stdout]).toEqual([0, expect.stringContaining('whole: ')]);
  });

  describe('with two Odoos', () => {
    let shop: Sandbox;
    let access: AccessFolder;
    let gateway: RunningGateway;

    beforeAll(async () => {
      shop = await startSandbox({ partners: 70 });
      const odoo = ({ url, database, users: { admin } }: Sandbox) =>
        `{ url: "${url}", database: ${database}, username: ${admin.login}, password: { env: PW } }`;
      const key = `{ id: a, secrets: [{ hash: "${hashOf(TEST_KEY)}" }], connection: main, connections: [{ connection: shop }] }`;
      access = new AccessFolder(`connections: { main: ${odoo(sandbox)}, shop: ${odoo(shop)} }\nkeys: [${key}]\n`);
      gateway = await startGateway({ ACCESS_FILE: access.path, API_KEY: '', PW: shop.users.admin.password });
    });

    afterAll(async () => {
      await gateway.close();
      access.remove();
      await shop.close();
    });

    it.each(commandsFor(SPEC, 'docs/operations/several-odoos.md'))('$title', async (command) => {
      shop.calls.clear();
      const { code, stdout } = await new ReaderShell({ env: { GATEWAY: gateway.url, KEY: TEST_KEY } }).run(command);
      expect(code).toBe(0);
      const answer = JSON.parse(stdout) as { count?: number; result?: { count: number } };
      expect(answer.result?.count ?? answer.count).toBeGreaterThanOrEqual(3);
      expect(shop.calls.list.length).toBeGreaterThan(0);
    });
  });

  describe('with a pod', () => {
    let gateway: RunningGateway;

    beforeAll(async () => {
      gateway = await startGateway({ ...sandboxSettings(sandbox), ...METERED });
      writeFileSync(join(folder, 'pod.log'), '{"msg":"ready"}\n');
    });

    afterAll(() => gateway.close());

    it.each(commandsFor(SPEC, 'docs/operations/runbooks.md'))('$title', async (command) => {
      const env = { PATH: AWAY_PATH, POD: 'gateway-0', POD_LOG: join(folder, 'pod.log') };
      const instead = { 9464: String(gateway.app.get(MetricsServer).port) };
      const { code, stdout } = await new ReaderShell({ cwd: folder, env, instead }).run(command);
      const told = command.text.includes('gateway.log') ? readFileSync(join(folder, 'gateway.log'), 'utf8') : stdout;
      expect([code, told]).toEqual([0, expect.stringMatching(/^\{"msg":"ready"\}\n$|odoo_mcp_calls_total/)]);
    });
  });

  describe('with a collector of traces', () => {
    let collector: OtlpReceiver;

    beforeAll(async () => {
      collector = await startOtlpReceiver();
    });

    afterAll(() => collector.close());

    /** @returns the ports that it would publish. */
    async function startCollector(command: PageCommand): Promise<string[]> {
      const calls = join(folder, 'docker-calls');
      await new ReaderShell({ env: { PATH: AWAY_PATH, DOCKER_CALLS: calls } }).run(command);
      const { args } = JSON.parse(readFileSync(calls, 'utf8')) as { args: string[] };
      return args.filter((argument) => /^\d+:\d+$/.test(argument)).map((pair) => pair.split(':', 1)[0] ?? '');
    }

    /** @returns the port that it is sent to, where a call is in the traces there. */
    async function sendTraces(command: PageCommand): Promise<string[]> {
      const settings = { SERVER_HOST: '127.0.0.1', SERVER_PORT: '0', OTEL_BSP_SCHEDULE_DELAY: '10' };
      const instead = { 'http://localhost:4318': collector.url };
      const shell = new ReaderShell({ env: { ...sandboxSettings(sandbox), ...settings }, instead });
      const gateway = await shell.start(command, READY);
      const headers = { 'content-type': 'application/json' };
      await fetch(`${urlIn(gateway)}/mcp/tools/call`, { method: 'POST', headers, body: JSON.stringify(COUNT) });
      await until(() => collector.spans.some(({ name }) => name === 'tools/call odoo_count'));
      await gateway.stop();
      return ['4318'];
    }

    it.each(commandsFor(SPEC, 'docs/operations/telemetry.md'))('$title', async (command) => {
      const ports = await (command.text.startsWith('docker') ? startCollector(command) : sendTraces(command));
      expect(ports).toContain('4318');
    });
  });

  it.each(commandsFor(SPEC, 'apps/sandbox/README.md'))('$title', async (command) => {
    const started = await new ReaderShell({ env: { SANDBOX_PORT: '0' } }).start(command, /^sandbox: Odoo 19\.0/);
    try {
      const url = /http:\/\/\S+(?=,)/.exec(started.line)?.[0] ?? '';
      expect((await fetch(`${url}/web/version`)).status).toBe(200);
    } finally {
      await started.stop();
    }
  });
});
