import { type ClientRequest, request } from 'node:http';
import { type Sandbox, startSandbox } from '../../apps/sandbox/src/sandbox.js';
import { type RunningGateway, sandboxSettings, startGateway, TEST_KEY } from '../fixtures/gateway.js';

const DASHBOARD = 'https://dashboard.example.com';
const authorization = `Bearer ${TEST_KEY}`;

describe('the entrance', () => {
  let sandbox: Sandbox;
  let gateway: RunningGateway;

  beforeAll(async () => {
    sandbox = await startSandbox();
    gateway = await startGateway({ ...sandboxSettings(sandbox), CORS_ORIGINS: DASHBOARD, MAX_BODY_BYTES: '2048' });
  });

  afterAll(async () => {
    await gateway.close();
    await sandbox.close();
  });

  /** `fetch` does not let a Host be chosen. */
  function statusUnderHost(path: string, host: string): Promise<number | undefined> {
    return new Promise((resolve, reject) => {
      const sent: ClientRequest = request(gateway.url + path, { headers: { host, authorization } }, (answer) => {
        answer.resume();
        resolve(answer.statusCode);
      });
      sent.once('error', reject);
      sent.end();
    });
  }

  it.each([
    ['localhost', '/mcp/mode', 200],
    ['LOCALHOST:1234', '/mcp/mode', 200],
    ['[::1]:8000', '/mcp/mode', 200],
    ['evil.example', '/mcp/mode', 403],
    ['localhost.evil.example', '/mcp/mode', 403],
    ['evil.example', '/mcp', 403],
    ['evil.example', '/health', 200],
    ['evil.example', '/health?x=1', 200],
    ['evil.example', '/healthy', 403],
  ])('under the Host %s answers %s with %i', async (host, path, status) => {
    expect(await statusUnderHost(path, host)).toBe(status);
  });

  it.each(['https://evil.example', 'null', `${DASHBOARD}.evil.example`])('refuses pages of %s', async (origin) => {
    const { status, body } = await gateway.post('/mcp', {}, { origin, authorization });
    expect(status).toBe(403);
    expect(body).toMatchObject({ error: { data: { layer: 'host' } } });
  });

  it('answers a preflight of an allowed page', async () => {
    const answer = await fetch(`${gateway.url}/mcp`, {
      method: 'OPTIONS',
      headers: {
        origin: DASHBOARD,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'authorization,content-type',
      },
    });
    expect(answer.status).toBe(204);
    expect(answer.headers.get('access-control-allow-origin')).toBe(DASHBOARD);
    expect(answer.headers.get('access-control-allow-headers')).toContain('authorization');
  });

  it.each(['/mcp', '/mcp/tools/list'])('lets an allowed page read the answer of %s', async (path) => {
    const { headers } = await gateway.post(path, {}, { origin: DASHBOARD, authorization });
    expect(headers.get('access-control-allow-origin')).toBe(DASHBOARD);
  });

  it.each([
    ['a body that is no JSON', '{bad', 'application/json', 400, 'invalid_arguments'],
    ['an empty body', '', 'application/json', 400, 'invalid_arguments'],
    ['a prototype in the body', '{"__proto__": {"x": 1}}', 'application/json', 400, 'invalid_arguments'],
    ['a body of 1,000 levels', '['.repeat(1000) + ']'.repeat(1000), 'application/json', 400, 'invalid_arguments'],
    ['a form', 'method=odoo_search', 'application/x-www-form-urlencoded', 400, 'invalid_arguments'],
    [
      'a body above its limit',
      JSON.stringify({ method: 'x'.repeat(3000) }),
      'application/json',
      413,
      'payload_too_large',
    ],
  ])('refuses %s', async (_name, text, type, status, code) => {
    const answer = await gateway.post('/mcp/tools/call', text, { authorization, 'content-type': type });
    expect(answer).toMatchObject({ status, body: { error: { data: { code } } } });
  });

  it('answers a route that does not exist, and tells its request id', async () => {
    const answer = await fetch(`${gateway.url}/nowhere`, { headers: { authorization } });
    expect(answer.status).toBe(404);
    expect(await answer.json()).toMatchObject({ error: { code: 'not_found' } });
    expect(answer.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
  });
});

describe('addresses', () => {
  let sandbox: Sandbox;

  beforeAll(async () => {
    sandbox = await startSandbox();
  });

  afterAll(() => sandbox.close());

  async function statuses(settings: Record<string, string>, count = 1, headers = {}): Promise<number[]> {
    const gateway = await startGateway({ ...sandboxSettings(sandbox), ...settings });
    const found: number[] = [];
    for (let index = 0; index < count; index += 1) {
      found.push((await gateway.post('/mcp/tools/list', {}, { authorization, ...headers })).status);
    }
    await gateway.close();
    return found;
  }

  it('lets only ALLOWED_IPS in', async () => {
    expect(await statuses({ ALLOWED_IPS: '127.0.0.0/8' })).toEqual([200]);
    expect(await statuses({ ALLOWED_IPS: '192.0.2.0/24' })).toEqual([403]);
  });

  it('believes X-Forwarded-For of TRUSTED_PROXIES alone', async () => {
    const forwarded = { 'x-forwarded-for': '192.0.2.7' };
    const allowed = { ALLOWED_IPS: '192.0.2.0/24' };
    expect(await statuses(allowed, 1, forwarded)).toEqual([403]);
    expect(await statuses({ ...allowed, TRUSTED_PROXIES: '127.0.0.1' }, 1, forwarded)).toEqual([200]);
    const spoofed = { 'x-forwarded-for': '192.0.2.7, 198.51.100.1' };
    expect(await statuses({ ...allowed, TRUSTED_PROXIES: '127.0.0.1' }, 1, spoofed)).toEqual([403]);
  });
});
