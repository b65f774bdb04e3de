import { request } from 'node:http';
import { type RunningGateway, startGateway } from '../fixtures/gateway.js';

const NOWHERE = {
  ODOO_URL: 'http://127.0.0.1:9',
  ODOO_DATABASE: 'demo',
  ODOO_USERNAME: 'admin',
  ODOO_PASSWORD: 'admin',
};
const OAUTH = { OAUTH_ISSUER: 'https://id.example.com/realms/a', PUBLIC_URL: 'https://mcp.example.com/' };
const PATHS = ['/.well-known/oauth-protected-resource', '/.well-known/oauth-protected-resource/mcp'];

describe('the metadata of the protected resource', () => {
  let gateway: RunningGateway | undefined;

  afterEach(async () => {
    await gateway?.close();
    gateway = undefined;
  });

  it.each(PATHS)('is public at %s, to pages of any origin, and tells where tokens come from', async (path) => {
    gateway = await startGateway({ ...NOWHERE, ...OAUTH, ALLOWED_IPS: '192.0.2.7' });
    const answer = await fetch(gateway.url + path, { headers: { origin: 'https://client.example' } });
    expect([answer.status, answer.headers.get('access-control-allow-origin')]).toEqual([200, '*']);
    expect(await answer.json()).toEqual({
      resource: 'https://mcp.example.com/mcp',
      authorization_servers: ['https://id.example.com/realms/a'],
      scopes_supported: ['odoo:read', 'odoo:write', 'odoo:delete', 'odoo:execute'],
      bearer_methods_supported: ['header'],
      resource_name: 'odoo-mcp-server',
    });
  });

  it.each(PATHS)('is read at %s by any page where some origins are listed too', async (path) => {
    gateway = await startGateway({ ...NOWHERE, ...OAUTH, CORS_ORIGINS: 'https://dashboard.example.com' });
    for (const origin of ['https://client.example', 'https://dashboard.example.com']) {
      const answer = await fetch(gateway.url + path, { headers: { origin } });
      expect([answer.status, answer.headers.get('access-control-allow-origin')]).toEqual([200, '*']);
    }
  });

  it.each(PATHS)('is at %s under the allowed Hosts alone', async (path) => {
    gateway = await startGateway({ ...NOWHERE, ...OAUTH });
    const { url } = gateway;
    const status = await new Promise((resolve, reject) => {
      request(url + path, { headers: { host: 'evil.example' } }, (answer) => resolve(answer.resume().statusCode))
        .once('error', reject)
        .end();
    });
    expect(status).toBe(403);
  });

  it.each(PATHS)('is not at %s where only keys are taken', async (path) => {
    gateway = await startGateway(NOWHERE);
    expect((await fetch(gateway.url + path)).status).toBe(404);
  });

  it('opens no other address to pages of any origin', async () => {
    gateway = await startGateway({ ...NOWHERE, ...OAUTH });
    const headers = { origin: 'https://client.example' };
    for (const path of ['/mcp/mode', '/.well-known/oauth-protected-resourceful', '/.well-known/']) {
      expect((await fetch(gateway.url + path, { headers })).status).toBe(403);
    }
  });

  it('asks clients on this machine for a token too, where tokens are taken and there is no key', async () => {
    gateway = await startGateway({ ...NOWHERE, ...OAUTH, API_KEY: '' });
    const { status, headers } = await gateway.post('/mcp/tools/list', {}, {});
    expect([status, headers.get('www-authenticate')]).toEqual([
      401,
      'Bearer scope="odoo:read", resource_metadata="https://mcp.example.com/.well-known/oauth-protected-resource/mcp"',
    ]);
  });

  it('is not needed to know that the issuer is away: a token is then neither good nor bad', async () => {
    gateway = await startGateway({ ...NOWHERE, ...OAUTH, OAUTH_ISSUER: 'http://127.0.0.1:9' });
    const { status, headers, body } = await gateway.post(
      '/mcp/tools/list',
      {},
      { authorization: 'Bearer e30.e30.e30' },
    );
    expect([status, headers.has('retry-after')]).toEqual([401, false]);
    const header = Buffer.from('{"alg":"RS256","typ":"JWT"}').toString('base64url');
    const answer = await gateway.post('/mcp/tools/list', {}, { authorization: `Bearer ${header}.e30.c2ln` });
    expect([answer.status, answer.headers.has('retry-after'), answer.headers.has('www-authenticate')]).toEqual([
      503,
      true,
      false,
    ]);
    expect([body, answer.body]).toMatchObject([{ error: { data: {} } }, { error: { data: { retryable: true } } }]);
  });
});
