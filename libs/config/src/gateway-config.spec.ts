import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type GatewayConfig, toGatewayConfig } from './gateway-config.js';
import { readEnvironment } from './read-environment.js';

const minimal = {
  ODOO_URL: 'https://erp.example.com/odoo',
  ODOO_DATABASE: 'production',
  ODOO_USERNAME: 'gateway',
  ODOO_PASSWORD: 'secret',
};

function configOf(variables: Record<string, string> = {}): GatewayConfig {
  return toGatewayConfig(readEnvironment({ ...minimal, ...variables }), '1.2.3');
}

describe('toGatewayConfig', () => {
  it('is safe where nothing is said: readonly, no key, no foreign pages, local names only', () => {
    const { mcp, access, server } = configOf();
    expect(mcp).toEqual({
      mode: 'readonly',
      serverName: 'odoo-mcp-server',
      serverVersion: '1.2.3',
      maxSessions: 1000,
      sessionIdleMs: 3_600_000,
      maxSubscriptions: 100,
      confirm: 'destructive',
      confirmTtlMs: 600_000,
    });
    expect(access).toEqual({
      apiKey: undefined,
      allowedIps: [],
      rules: {
        modelsAllow: [],
        modelsDeny: [],
        fieldsDeny: [],
        methodsDeny: [],
        maxWriteRecords: 100,
        maxUnlinkRecords: 20,
      },
      stateSecret: expect.any(String) as string,
    });
    expect(server).toMatchObject({
      debug: false,
      logLevel: 'info',
      corsOrigins: [],
      allowedHosts: ['localhost', '127.0.0.1', '[::1]'],
      trustedProxies: [],
      webConsole: true,
    });
  });

  it('turns seconds into milliseconds', () => {
    const { odoo, limits, mcp } = configOf({
      ODOO_LOGIN_PAUSE_SECONDS: '90',
      FIELDS_CACHE_SECONDS: '5',
      RATE_LIMIT_WINDOW: '30',
      MCP_SESSION_IDLE_SECONDS: '10',
      WS_PING_SECONDS: '7',
      WS_IDLE_SECONDS: '70',
      CHANGES_POLL_SECONDS: '3',
    });
    expect(odoo).toMatchObject({ loginPauseMs: 90_000, fieldsCacheMs: 5000 });
    expect(limits.rates.windowMs).toBe(30_000);
    expect(mcp.sessionIdleMs).toBe(10_000);
    expect(limits.sockets).toMatchObject({ pingMs: 7000, idleMs: 70_000 });
    expect(limits.changes.pollMs).toBe(3000);
  });

  it('serves on after SIGTERM for half of the time to end at most', () => {
    const times = ({ server }: GatewayConfig) => [server.shutdownDelayMs, server.shutdownGraceMs];
    expect(times(configOf())).toEqual([3000, 10_000]);
    expect(times(configOf({ SHUTDOWN_GRACE_MS: '2000' }))).toEqual([1000, 2000]);
    expect(times(configOf({ SHUTDOWN_DELAY_MS: '0' }))).toEqual([0, 10_000]);
  });

  it('logs more with DEBUG, whatever LOG_LEVEL says', () => {
    expect(configOf({ DEBUG: 'true', LOG_LEVEL: 'error' }).server.logLevel).toBe('debug');
    expect(configOf({ LOG_LEVEL: 'WARN' }).server.logLevel).toBe('warn');
  });

  it('compares hosts and origins in lower case, as browsers send them', () => {
    const { server } = configOf({ ALLOWED_HOSTS: 'MCP.Example.com', CORS_ORIGINS: 'https://Dashboard.Example.com' });
    expect(server.allowedHosts).toEqual(['mcp.example.com']);
    expect(server.corsOrigins).toEqual(['https://dashboard.example.com']);
  });

  it('makes a new secret at each start, and keeps one that is set', () => {
    const { stateSecret } = configOf().access;
    expect(stateSecret).toHaveLength(43);
    expect(configOf().access.stateSecret).not.toBe(stateSecret);
    const given = 'x'.repeat(32);
    expect(configOf({ STATE_SECRET: given }).access.stateSecret).toBe(given);
  });

  it('lets the operator give the version that it introduces itself with', () => {
    expect(configOf({ MCP_SERVER_VERSION: '9.9' }).mcp.serverVersion).toBe('9.9');
  });

  it('keeps the path of an Odoo that does not live at the root', () => {
    expect(configOf().odoo?.url.href).toBe('https://erp.example.com/odoo');
  });

  it('reads the certificate authority', () => {
    const folder = mkdtempSync(join(tmpdir(), 'gateway-config-'));
    const file = join(folder, 'ca.pem');
    writeFileSync(file, 'PEM');
    try {
      expect(configOf({ ODOO_CA_FILE: file }).odoo?.ca).toBe('PEM');
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('is frozen to its last list', () => {
    const config = configOf({ ALLOWED_IPS: '10.0.0.1' });
    const parts = [config, ...Object.values(config), config.access.allowedIps, config.server.allowedHosts];
    expect(parts.map((part) => Object.isFrozen(part))).toEqual(parts.map(() => true));
    expect(() => Reflect.apply(Array.prototype.push, config.access.allowedIps, ['0.0.0.0/0'])).toThrow(TypeError);
    expect(Reflect.set(config.mcp, 'mode', 'readwrite')).toBe(false);
  });
});
