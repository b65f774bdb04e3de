import { gatewayConfig } from '../../../test/fixtures/gateway-config.js';

const ISSUER = 'https://login.example.com/realms/company';
const PUBLIC_URL = 'https://mcp.example.com';

const oauthOf = (environment: Record<string, string>) => gatewayConfig(environment).oauth;

describe('the settings of OAuth', () => {
  it('take no tokens where nothing is said, or only where clients reach the gateway', () => {
    expect(oauthOf({})).toBeUndefined();
    expect(oauthOf({ PUBLIC_URL })).toBeUndefined();
  });

  it('name the MCP endpoint as the audience', () => {
    expect(oauthOf({ OAUTH_ISSUER: ISSUER, PUBLIC_URL })).toEqual({
      issuer: ISSUER,
      audience: 'https://mcp.example.com/mcp',
      resource: new URL('https://mcp.example.com/mcp'),
      clockToleranceSeconds: 10,
      timeoutMs: 5000,
      keysMaxAgeMs: 600_000,
      keysCooldownMs: 30_000,
    });
  });

  it.each([
    ['https://mcp.example.com/', 'https://mcp.example.com/mcp'],
    ['https://example.com/odoo', 'https://example.com/odoo/mcp'],
    ['http://localhost:8000', 'http://localhost:8000/mcp'],
  ])('put the endpoint behind %s', (publicUrl, resource) => {
    expect(oauthOf({ OAUTH_ISSUER: ISSUER, PUBLIC_URL: publicUrl })?.resource.href).toBe(resource);
  });

  it('keep an issuer letter by letter, for that is how it is compared', () => {
    expect(oauthOf({ OAUTH_ISSUER: 'https://Login.example.com/', PUBLIC_URL })?.issuer).toBe(
      'https://Login.example.com/',
    );
  });

  it.each(['OAUTH_ISSUER', 'PUBLIC_URL'])('need an address that nobody on the way can change: %s', (name) => {
    const start = (value: string) => () => oauthOf({ OAUTH_ISSUER: ISSUER, PUBLIC_URL, [name]: value });
    for (const right of ['http://127.0.0.1:9000', 'http://[::1]', 'http://localhost/a']) {
      expect(start(right)).not.toThrow();
    }
    const wrong = [
      'http://login.example.com',
      'http://localhost.example.com',
      'http://127.0.0.1.example.com',
      'ftp://login.example.com',
      'https://user@login.example.com',
      'https://login.example.com?a=b',
      'https://login.example.com#a',
      'login.example.com',
    ];
    for (const value of wrong) expect(start(value)).toThrow(name);
  });

  it('say that an issuer needs PUBLIC_URL', () => {
    expect(() => oauthOf({ OAUTH_ISSUER: ISSUER })).toThrow(/PUBLIC_URL +is missing: OAUTH_ISSUER needs it/);
  });
});
