import { request } from 'node:http';
import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { type Environment, type RunningGateway, startGateway } from '../fixtures/gateway.js';

const NOWHERE: Environment = {
  ODOO_URL: 'http://127.0.0.1:9',
  ODOO_DATABASE: 'demo',
  ODOO_USERNAME: 'admin',
  ODOO_PASSWORD: 'admin',
};
const BROWSER = { accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8' };
const PAGES = ['/', '/docs', '/web/console.mjs', '/web/base.css', '/web/mark.svg'];

describe('the pages', () => {
  let gateway: RunningGateway;

  beforeAll(async () => {
    gateway = await startGateway(NOWHERE);
  });

  afterAll(() => gateway.close());

  const get = (path: string, headers: Environment = BROWSER) => fetch(gateway.url + path, { headers });

  it.each([
    ['/', 'text/html; charset=utf-8'],
    ['/docs', 'text/html; charset=utf-8'],
    ['/web/console.mjs', 'text/javascript; charset=utf-8'],
    ['/web/base.css', 'text/css; charset=utf-8'],
    ['/web/mark.svg', 'image/svg+xml'],
  ])('%s comes without a key, as %s', async (path, type) => {
    const answer = await get(path);
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, type]);
  });

  it.each(PAGES)('%s may run what it brings along, and nothing else', async (path) => {
    const { headers } = await get(path);
    expect(headers.get('content-security-policy')?.split('; ')).toEqual([
      "default-src 'none'",
      "script-src 'self'",
      "style-src 'self'",
      "connect-src 'self'",
      "img-src 'self' data:",
      "frame-ancestors 'none'",
      "base-uri 'none'",
      "form-action 'none'",
      "require-trusted-types-for 'script'",
      "trusted-types 'none'",
    ]);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
  });

  it.each(PAGES)('%s is sent again only where it has changed', async (path) => {
    const first = await get(path);
    const etag = first.headers.get('etag') ?? '';
    expect(first.headers.get('cache-control')).toBe('no-cache');
    const again = await get(path, { ...BROWSER, 'if-none-match': `W/"other", ${etag}` });
    expect([again.status, await again.text(), again.headers.get('etag')]).toEqual([304, '', etag]);
    const changed = await get(path, { ...BROWSER, 'if-none-match': '"other"' });
    expect([changed.status, (await changed.text()) === '']).toEqual([200, false]);
  });

  it.each<[string, Environment]>([
    ['nothing', {}],
    ['JSON', { accept: 'application/json' }],
    ['anything', { accept: '*/*' }],
  ])(
    'are not for programs: a client that asks / for %s is told that there is no such route',
    async (_what, headers) => {
      const answer = await get('/', headers);
      const body: unknown = await answer.json();
      const nowhere: unknown = await (await get('/nowhere', headers)).json();
      expect([answer.status, body]).toEqual([404, nowhere]);
      expect(answer.headers.get('vary')).toContain('accept');
    },
  );

  it.each([
    '../page-files.js',
    '..%2fpage-files.js',
    '..%2F..%2Fmain.js',
    '%2e%2e/page-files.js',
    'console.mjs%00',
    'nothing.mjs',
    '__proto__',
  ])('have no other files: %s', async (name) => {
    // By hand: fetch would tidy the path.
    const asked = request(`${gateway.url}/`, { path: `/web/${name}`, headers: BROWSER }).end();
    const [answer] = (await once(asked, 'response')) as [IncomingMessage];
    answer.resume();
    expect(answer.statusCode).toBe(404);
  });
});

describe('the pages where not everybody may call', () => {
  it('are kept from addresses that are not allowed', async () => {
    const gateway = await startGateway({ ...NOWHERE, ALLOWED_IPS: '10.0.0.0/8' });
    for (const path of PAGES) {
      const answer = await fetch(gateway.url + path, { headers: BROWSER });
      expect([path, answer.status, await answer.json()]).toMatchObject([path, 403, { error: { layer: 'ip' } }]);
    }
    expect((await fetch(`${gateway.url}/health`)).status).toBe(200);
    await gateway.close();
  });

  it('are kept from other hosts and origins', async () => {
    const gateway = await startGateway(NOWHERE);
    for (const headers of [{ host: 'evil.example' }, { origin: 'https://evil.example' }]) {
      const asked = request(`${gateway.url}/`, { headers: { ...BROWSER, ...headers } }).end();
      const [answer] = (await once(asked, 'response')) as [IncomingMessage];
      answer.resume();
      expect(answer.statusCode).toBe(403);
    }
    await gateway.close();
  });

  it('are not there with WEB_CONSOLE=false', async () => {
    const gateway = await startGateway({ ...NOWHERE, WEB_CONSOLE: 'false' });
    for (const path of PAGES) {
      expect([path, (await fetch(gateway.url + path, { headers: BROWSER })).status]).toEqual([path, 404]);
    }
    await gateway.close();
  });
});
