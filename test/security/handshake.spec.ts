import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { type RunningGateway, startGateway, TEST_KEY } from '../fixtures/gateway.js';
import { refusedHandshake, SocketClient, type SocketOptions } from '../fixtures/socket-client.js';

/** No Odoo is needed to be refused. */
const NOWHERE = {
  ODOO_URL: 'http://127.0.0.1:9',
  ODOO_DATABASE: 'demo',
  ODOO_USERNAME: 'admin',
  ODOO_PASSWORD: 'admin',
};
const PAGE = 'https://dashboard.example.com';
const SETTINGS = { ...NOWHERE, CORS_ORIGINS: PAGE, RATE_LIMIT_REQUESTS: '10000' };

const bearer = (key: string): SocketOptions => ({ headers: { authorization: `Bearer ${key}` } });
const keyed = (headers: Record<string, string>): SocketOptions => ({
  headers: { ...bearer(TEST_KEY).headers, ...headers },
});

const HANDSHAKE = {
  connection: 'Upgrade',
  upgrade: 'websocket',
  'sec-websocket-version': '13',
  'sec-websocket-key': 'AAAAAAAAAAAAAAAAAAAAAA==',
};

/** A request as it stands on the wire, for what no client would send. @returns all that comes back. */
async function raw(
  gatewayUrl: string,
  requestLine: string,
  { connection, ...headers }: Record<string, string>,
  body = '',
): Promise<string> {
  const { hostname, port, host } = new URL(gatewayUrl);
  const socket = connect(Number(port), hostname);
  const all = { host, ...headers, connection: `${connection}, close` };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}`);
  socket.write(`${[requestLine, ...lines].join('\r\n')}\r\n\r\n${body}`);
  return text(socket);
}

describe('the handshake of a WebSocket', () => {
  let gateway: RunningGateway;

  beforeAll(async () => {
    gateway = await startGateway(SETTINGS);
  });

  afterAll(() => gateway.close());

  it.each<[string, SocketOptions]>([
    ['Authorization', bearer(TEST_KEY)],
    ['X-API-Key', { headers: { 'x-api-key': TEST_KEY } }],
    ['subprotocols', { protocols: ['mcp', `bearer.${TEST_KEY}`] }],
    ['Authorization, and no subprotocol', { ...bearer(TEST_KEY), protocols: [] }],
    ['Authorization, from a page that is listed', keyed({ origin: PAGE })],
    ['subprotocols, from that page', { protocols: ['mcp', `bearer.${TEST_KEY}`], origin: PAGE }],
  ])('is accepted with the key in %s', async (_where, options) => {
    const client = await SocketClient.connect(gateway.url, options);
    expect(client.headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
    await client.close();
  });

  it.each<[string, SocketOptions, string | undefined]>([
    ['mcp alone', { ...bearer(TEST_KEY), protocols: ['mcp'] }, 'mcp'],
    ['mcp and the key', { protocols: ['mcp', `bearer.${TEST_KEY}`] }, 'mcp'],
    ['nothing', { ...bearer(TEST_KEY), protocols: [] }, undefined],
  ])('echoes mcp and never a key, where a client offers %s', async (_what, options, echoed) => {
    const client = await SocketClient.connect(gateway.url, options);
    expect(client.headers['sec-websocket-protocol']).toBe(echoed);
    expect(JSON.stringify(client.headers)).not.toContain(TEST_KEY);
    await client.close();
  });

  it.each<[string, SocketOptions]>([
    ['no key', {}],
    ['a wrong key', bearer('a-key-that-nobody-knows')],
    ['an empty key', { headers: { authorization: 'Bearer ', 'x-api-key': '' } }],
    ['the key in another scheme', { headers: { authorization: `Basic ${TEST_KEY}` } }],
    ['the key in other letters', bearer(TEST_KEY.toUpperCase())],
    ['the key in its URL', { path: `/mcp/ws?api_key=${TEST_KEY}` }],
    ['the key in its URL by another name', { path: `/mcp/ws?token=${TEST_KEY}&access_token=${TEST_KEY}` }],
    ['the key in a cookie', { headers: { cookie: `api_key=${TEST_KEY}; x-api-key=${TEST_KEY}` } }],
    ['a wrong key among the subprotocols', { protocols: ['mcp', 'bearer.a-key-that-nobody-knows'] }],
    ['the key among the subprotocols without mcp', { protocols: [`bearer.${TEST_KEY}`] }],
    ['the key among the subprotocols before mcp', { protocols: [`bearer.${TEST_KEY}`, 'mcp'] }],
    ['the key among the subprotocols by itself', { protocols: ['mcp', TEST_KEY] }],
    ['the key among the subprotocols in other letters', { protocols: ['mcp', `Bearer.${TEST_KEY}`] }],
    ['two keys among the subprotocols', { protocols: ['mcp', `bearer.${TEST_KEY}`, 'bearer.other'] }],
    ['a wrong key in a header beside the right one', { ...bearer('wrong'), protocols: ['mcp', `bearer.${TEST_KEY}`] }],
  ])('is refused with %s', async (_what, options) => {
    const { status, headers, body } = await refusedHandshake(gateway.url, options);
    expect(status).toBe(401);
    expect(headers['www-authenticate']).toBe('Bearer');
    expect(body).toMatchObject({ error: { code: 401, data: { code: 'unauthenticated', layer: 'key' } }, id: null });
    expect(JSON.stringify([headers, body])).not.toContain(TEST_KEY);
  });

  it.each([
    ['of another page', { origin: 'https://evil.example' }],
    ['of no page that can be named', { origin: 'null' }],
    ['of a page with a longer name', { origin: `${PAGE}.evil.example` }],
    ['of a page with another scheme', { origin: PAGE.replace('https', 'http') }],
    ['under another Host', { host: 'evil.example' }],
    ['under a longer Host', { host: 'localhost.evil.example' }],
    ['under another Host that is forwarded', { host: 'evil.example', 'x-forwarded-host': 'localhost' }],
  ])('is refused to a client %s, key or not', async (_who, headers) => {
    const { status, body } = await refusedHandshake(gateway.url, keyed(headers));
    expect(status).toBe(403);
    expect(body).toMatchObject({ error: { data: { code: 'forbidden', layer: 'host' } } });
  });

  it.each([
    '/',
    '/mcp',
    '/mcp/ws/',
    '/mcp//ws',
    '/MCP/WS',
    '/mcp/ws/x',
    '/mcp/w%73',
    '/mcp/../mcp/ws',
    '/ws',
    '/health',
  ])('opens nothing at %s', async (path) => {
    const answer = await raw(gateway.url, `GET ${path} HTTP/1.1`, {
      ...HANDSHAKE,
      'x-api-key': TEST_KEY,
    });
    expect(answer).toMatch(/^HTTP\/1\.1 (?:200|404|405|426) /);
  });

  it.each<[string, string, Record<string, string>]>([
    ['another method', 'POST', {}],
    ['another method that has no body', 'DELETE', {}],
    ['another protocol', 'GET', { upgrade: 'h2c' }],
    ['no upgrade', 'GET', { upgrade: '' }],
    ['a version whose drafts name their page elsewhere', 'GET', { 'sec-websocket-version': '8' }],
    ['no version', 'GET', { 'sec-websocket-version': '' }],
    ['a malformed nonce', 'GET', { 'sec-websocket-key': 'AAAA' }],
  ])('is none with %s, and is answered in the words of HTTP', async (_what, method, headers) => {
    const answer = await raw(gateway.url, `${method} /mcp/ws HTTP/1.1`, {
      ...HANDSHAKE,
      'x-api-key': TEST_KEY,
      ...headers,
    });
    expect(answer).toMatch(/^HTTP\/1\.1 (?:404|426) /);
    expect(answer).toMatch(/"code":"(?:upgrade_required|not_found)"/);
  });

  it('is refused without a key whatever else is wrong with it', async () => {
    const answer = await raw(gateway.url, 'GET /mcp/ws HTTP/1.1', { ...HANDSHAKE, 'sec-websocket-protocol': ', ,' });
    expect(answer).toMatch(/^HTTP\/1\.1 401 /);
  });

  it('is refused with subprotocols that cannot be read', async () => {
    const headers = { ...HANDSHAKE, 'x-api-key': TEST_KEY, 'sec-websocket-protocol': `mcp, bearer.${TEST_KEY},` };
    const answer = await raw(gateway.url, 'GET /mcp/ws HTTP/1.1', headers);
    expect(answer).toMatch(/^HTTP\/1\.1 400 /);
    expect(answer).not.toContain(TEST_KEY);
  });

  it('is answered what HTTP is answered where nobody asks for an upgrade', async () => {
    const ask = (headers: Record<string, string>) => fetch(`${gateway.url}/mcp/ws`, { headers });
    expect((await ask({})).status).toBe(401);
    const answer = await ask({ 'x-api-key': TEST_KEY });
    expect([answer.status, answer.headers.get('upgrade')]).toEqual([426, 'websocket']);
    expect(await answer.json()).toMatchObject({ error: { code: 426, data: { code: 'upgrade_required' } }, id: null });
  });

  it('leaves upgrades to other protocols on other routes to HTTP, as if nobody had asked', async () => {
    const headers = { 'x-api-key': TEST_KEY, 'content-type': 'application/json', 'content-length': '2' };
    const upgrade = { connection: 'Upgrade, HTTP2-Settings', upgrade: 'h2c' };
    const answer = await raw(gateway.url, 'POST /mcp/tools/list HTTP/1.1', { ...headers, ...upgrade }, '{}');
    expect(answer).toMatch(/^HTTP\/1\.1 200 [^]*"name":"odoo_search"/);
  });
});

describe('addresses and rates at the handshake of a WebSocket', () => {
  async function statusWith(settings: Record<string, string>, ...tries: SocketOptions[]): Promise<unknown[]> {
    const gateway = await startGateway({ ...NOWHERE, ...settings });
    const found: unknown[] = [];
    for (const options of tries) {
      const opened = SocketClient.connect(gateway.url, options).then((client) => client.close());
      found.push(
        await opened.then(
          () => 101,
          async () => (await refusedHandshake(gateway.url, options)).status,
        ),
      );
    }
    await gateway.close();
    return found;
  }

  const forwarded = keyed({ 'x-forwarded-for': '192.0.2.7' });
  const spoofed = keyed({ 'x-forwarded-for': '192.0.2.7, 198.51.100.1' });
  const allowed = { ALLOWED_IPS: '192.0.2.0/24' };

  it.each<[string, Record<string, string>, SocketOptions, number]>([
    ['an address that is allowed', { ALLOWED_IPS: '127.0.0.0/8' }, bearer(TEST_KEY), 101],
    ['an address that is not', allowed, bearer(TEST_KEY), 403],
    ['a forwarded address that nobody is trusted for', allowed, forwarded, 403],
    ['one that a trusted proxy forwards', { ...allowed, TRUSTED_PROXIES: '127.0.0.1' }, forwarded, 101],
    ['one that its client made up before the proxy', { ...allowed, TRUSTED_PROXIES: '127.0.0.1' }, spoofed, 403],
    ['no key configured, on this machine', { API_KEY: '' }, {}, 101],
    ['no key configured, behind a proxy', { API_KEY: '' }, { headers: { 'x-forwarded-for': '127.0.0.1' } }, 401],
    ['no key configured, behind a silent proxy', { API_KEY: '' }, { headers: { via: '1.1 sidecar' } }, 401],
    ['no key configured, from a page', { API_KEY: '' }, { origin: 'https://evil.example' }, 403],
  ])('with %s', async (_what, settings, options, status) => {
    expect(await statusWith(settings, options)).toEqual([status]);
  });

  it('counts handshakes like requests, and wrong keys by address', async () => {
    const gateway = await startGateway({ ...NOWHERE, RATE_LIMIT_REQUESTS: '1', RATE_LIMIT_REFUSALS: '2' });
    const wrong = bearer('a-key-that-nobody-knows');
    const statuses = [];
    for (let index = 0; index < 3; index += 1) statuses.push((await refusedHandshake(gateway.url, wrong)).status);
    expect((await gateway.post('/mcp/tools/list', {})).status).toBe(200);
    const { status, headers, body } = await refusedHandshake(gateway.url, bearer(TEST_KEY));
    await gateway.close();
    expect([...statuses, status]).toEqual([401, 401, 429, 429]);
    expect(Number(headers['retry-after'])).toBeGreaterThan(0);
    expect(body).toMatchObject({ error: { code: 429, data: { code: 'rate_limited' } } });
  });
});
