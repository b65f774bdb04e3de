import type { Server } from 'node:https';
import { mkdtempSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkSetup } from '../../apps/setup/src/checks/check-setup.js';
import { showHealth, showMode } from '../../apps/setup/src/gateway/gateway-commands.js';
import type { Terminal } from '../../apps/setup/src/terminal.js';
import { type Sandbox, startSandbox } from '../../apps/sandbox/src/sandbox.js';
import { type Environment, type RunningGateway, sandboxSettings, startGateway, TEST_KEY } from '../fixtures/gateway.js';
import { certificate, tlsBefore } from '../fixtures/tls-proxy.js';

const HOUR_MS = 3_600_000;

describe('the checks of a set-up', () => {
  let sandbox: Sandbox;
  let gateway: RunningGateway;
  let right: Environment;
  let said: string[];

  beforeAll(async () => {
    sandbox = await startSandbox({ partners: 20 });
    gateway = await startGateway(sandboxSettings(sandbox));
    right = { ...sandboxSettings(sandbox), API_KEY: TEST_KEY, MCP_URL: gateway.url };
  });

  afterAll(async () => {
    await gateway.close();
    await sandbox.close();
  });

  beforeEach(() => {
    said = [];
  });

  function around(environment: Environment, aheadMs = 0) {
    const say = (text: string): void => void said.push(text);
    return {
      environment: { ...right, ...environment },
      platform: process.platform,
      home: '/nowhere',
      now: () => new Date(Date.now() + aheadMs),
      terminal: { out: say, note: say } as unknown as Terminal,
    };
  }

  const bad = () => said.filter((line) => !line.startsWith('✓'));

  it('are all right where all is', async () => {
    expect([await checkSetup([], process.cwd(), around({})), bad()]).toEqual([true, []]);
    expect(said.map((line) => line.slice(2).split(':')[0])).toEqual([
      'Node',
      'npm packages',
      'settings',
      'TLS of the gateway',
      'gateway',
      'clock of the gateway',
      'MCP',
      'TLS of Odoo default',
      'Odoo default',
      'login to Odoo default',
      'clock of Odoo default',
    ]);
  });

  it.each<[string, Environment, RegExp]>([
    [
      'a setting',
      { MCP_MODE: 'admin' },
      /^✗ settings: 1 setting needs attention:[\s\S]*MCP_MODE[\s\S]*→ Set them in \.env/,
    ],
    ['a gateway that is not there', { MCP_URL: 'http://127.0.0.1:9' }, /^✗ gateway: none at[\s\S]*→ /],
    ['the key', { API_KEY: 'not-the-key-of-it' }, /^✗ MCP: no tools are listed\n {4}→ It does not know this key/],
    ['the password', { ODOO_PASSWORD: 'canary-wrong' }, /^✗ login to Odoo default: [\s\S]*→ /],
    ['an Odoo that is not there', { ODOO_URL: 'http://127.0.0.1:9' }, /^✗ Odoo default: [\s\S]*→ /],
  ])('say what is wrong with %s, and what to do', async (_title, environment, words) => {
    expect(await checkSetup([], process.cwd(), around(environment))).toBe(false);
    expect(bad()).toEqual([expect.stringMatching(words)]);
    expect(said.join()).not.toContain('canary');
  });

  it('find clocks that go wrong', async () => {
    expect(await checkSetup([], process.cwd(), around({}, HOUR_MS))).toBe(false);
    expect(bad()).toEqual([
      expect.stringMatching(
        /^✗ clock of the gateway: is 360\d s behind the one here\n {4}→ Let both machines keep time/,
      ),
      expect.stringMatching(/^✗ clock of Odoo default: is 360\d s behind/),
    ]);
  });

  it('say the same as JSON', async () => {
    await checkSetup(['--json'], process.cwd(), around({ API_KEY: 'not-the-key-of-it' }));
    const { ok, checks } = JSON.parse(said.join('')) as { ok: boolean; checks: Array<{ name: string; ok: boolean }> };
    expect([ok, checks.filter((check) => !check.ok).map(({ name }) => name)]).toEqual([false, ['MCP']]);
  });

  it('tell mode and health in words', async () => {
    await showMode([], around({}));
    expect(said.join('\n')).toMatch(
      /is readonly for this caller\.[\s\S]*allowed {4}read, execute\n {2}refused {4}write, delete/,
    );
    expect(await showHealth([], around({}))).toBe(true);
    expect(said.at(-2)).toMatch(/^✓ odoo-mcp-server \S+ at http:\/\/\S+ is serving, in readonly mode\.$/);
    await expect(showMode([], around({ API_KEY: 'not-the-key-of-it' }))).rejects.toThrow('set API_KEY');
  });

  describe('with TLS', () => {
    let folder: string;
    let server: Server;
    let url: string;

    beforeAll(async () => {
      folder = mkdtempSync(join(tmpdir(), 'tls-'));
      certificate(folder, 'ca');
      server = await tlsBefore(sandbox.url, folder);
      url = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
    });

    afterAll(() => {
      server.closeAllConnections();
      server.close();
      rmSync(folder, { recursive: true });
    });

    it('find a certificate that nobody vouches for, and one that ends soon', async () => {
      await checkSetup([], process.cwd(), around({ ODOO_URL: url }));
      expect(bad()[0]).toMatch(/^✗ TLS of Odoo default: not trusted \(DEPTH_ZERO_SELF_SIGNED_CERT\), good until/);
      said = [];
      await checkSetup([], process.cwd(), around({ ODOO_URL: url, ODOO_CA_FILE: join(folder, 'ca.pem') }));
      expect(bad()).toEqual([
        expect.stringMatching(/^✗ TLS of Odoo default: good until \S+, for [01] days\n {4}→ Renew it now\.$/),
      ]);
    });
  });
});
