import { SandboxClient } from '../fixtures/sandbox-client.js';
import { startSandbox, type Sandbox } from '../sandbox.js';

const ALL = { domain: [], limit: 1 };

describe.each([14, 19] as const)("the web client's doors of %d", (version) => {
  let sandbox: Sandbox;
  let client: SandboxClient;

  beforeAll(async () => {
    sandbox = await startSandbox({ version, partners: 20 });
  });
  afterAll(() => sandbox.close());
  beforeEach(() => {
    client = new SandboxClient(sandbox);
  });

  test('the version, to anybody', async () => {
    const page = await client.send('/web/version', {});
    expect(page.status).toBe(version === 19 ? 200 : 404);
    expect(page.headers.get('content-type')).toMatch(version === 19 ? /^application\/json/ : /^text\/html/);
    const info = await client.rpc('/web/webclient/version_info', {});
    expect(JSON.parse(info.text)).toEqual({
      jsonrpc: '2.0',
      id: 7,
      result: {
        server_version: `${version}.0`,
        server_version_info: [version, 0, 0, 'final', 0, ''],
        server_serie: `${version}.0`,
        protocol_version: 1,
      },
    });
  });

  test('a login, then calls with its cookie', async () => {
    const answer = await client.rpc('/web/session/authenticate', { db: 'demo', login: 'demo', password: 'demo' });
    expect(JSON.parse(answer.text)).toMatchObject({
      id: 7,
      result: { uid: version === 19 ? 5 : 6, username: 'demo', is_admin: false, db: 'demo' },
    });
    const [cookie = ''] = answer.headers.getSetCookie();
    expect(cookie).toMatch(
      version === 19
        ? /^session_id=[\w-]{84}; Expires=.*; Max-Age=604800; HttpOnly; Path=\/$/
        : /^session_id=[0-9a-f]{40}; Expires=\w{3}, \d\d-\w{3}-\d{4} .*; Max-Age=7776000; HttpOnly; Path=\/$/,
    );
    client.cookie = cookie.split(';', 1)[0] ?? '';
    expect(await client.call('res.partner', 'search_count', [[]])).toEqual({ jsonrpc: '2.0', id: 7, result: 20 });
  });

  test('call_kw without a name in its address, and under any', async () => {
    await client.login();
    const params = { model: 'res.partner', method: 'search_count', args: [[]], kwargs: {} };
    for (const path of ['', '/res.partner/search_count', '/anything']) {
      const answer = await client.rpc(`/web/dataset/call_kw${path}`, params);
      expect(JSON.parse(answer.text)).toMatchObject({ result: 20 });
    }
  });

  test('without a session it is expired, in HTTP 200', async () => {
    const answer = await client.rpc('/web/dataset/call_kw', {
      model: 'res.partner',
      method: 'search',
      args: [],
      kwargs: {},
    });
    expect(answer.status).toBe(200);
    expect(JSON.parse(answer.text)).toMatchObject({
      id: version === 19 ? null : 7,
      error: {
        code: 100,
        message: 'Odoo Session Expired',
        data: { name: 'odoo.http.SessionExpiredException', message: 'Session expired', arguments: ['Session expired'] },
      },
    });
  });

  test('refused logins', async () => {
    expect(await client.login('admin', 'wrong')).toMatchObject({
      error: {
        code: version === 19 ? 0 : 200,
        data: { name: 'odoo.exceptions.AccessDenied', message: 'Access Denied', arguments: ['Access Denied'] },
      },
    });
    expect(await client.login('admin', sandbox.users.admin.apiKey)).toMatchObject({
      error: { data: { name: 'odoo.exceptions.AccessDenied' } },
    });
    expect(await client.login('admin', 'admin', 'nodb')).toMatchObject({
      error: {
        data:
          version === 19
            ? { name: 'odoo.exceptions.AccessError', message: 'Database not found.' }
            : { name: 'psycopg2.OperationalError', message: 'FATAL:  database "nodb" does not exist\n' },
      },
    });
  });

  test('a second factor: no error, and nobody is logged in', async () => {
    expect(await client.login('totp')).toMatchObject({ result: { uid: null } });
    expect(await client.call('res.partner', 'search', [[]])).toMatchObject({ error: { code: 100 } });
  });

  test('faults carry a traceback; a refused login of 19 has none', async () => {
    await client.login();
    const answer = await client.call('res.partner', 'search', [[['foo', '=', 1]]]);
    expect(answer).toMatchObject({
      error: {
        code: version === 19 ? 0 : 200,
        message: 'Odoo Server Error',
        data: {
          name: 'builtins.ValueError',
          debug: expect.stringMatching(
            /^Traceback \(most recent call last\):\n {2}File "[\s\S]*\nValueError: Invalid field/,
          ),
          context: {},
        },
      },
    });
    const refused = await new SandboxClient(sandbox).login('admin', 'wrong');
    const debug: unknown = Object(refused)['error'].data.debug;
    expect(String(debug).startsWith('Traceback')).toBe(version === 14);
  });

  test('an unknown model', async () => {
    await client.login();
    expect(await client.call('res.foo', 'search', [[]])).toMatchObject(
      version === 19
        ? { id: null, error: { code: 404, message: '404: Not Found', data: { name: 'werkzeug.exceptions.NotFound' } } }
        : { id: 7, error: { code: 200, data: { name: 'builtins.KeyError', message: 'res.foo' } } },
    );
  });

  test('what returns nothing has no result at all', async () => {
    await client.login();
    expect(await client.call('res.partner', 'check_access_rule', [[1], 'read'])).toEqual({ jsonrpc: '2.0', id: 7 });
    expect(await client.call('res.partner', 'search_count', [[[0, '=', 1]]])).toEqual({
      jsonrpc: '2.0',
      id: 7,
      result: 0,
    });
  });

  test('requests that are none', async () => {
    const send = (body: string, type = 'application/json') =>
      client.send('/web/dataset/call_kw', { method: 'POST', body, headers: { 'content-type': type } });
    expect((await send('{"a')).status).toBe(400);
    expect((await send('[]')).status).toBe(version === 19 ? 400 : 500);
    expect((await send('{}', 'text/plain')).status).toBe(version === 19 ? 415 : 400);
    const incomplete = await client.rpc('/web/session/authenticate', { db: 'demo', login: 'admin' });
    expect(JSON.parse(incomplete.text)).toMatchObject({ error: { data: { name: 'builtins.TypeError' } } });
    expect((await client.send('/nowhere', {})).headers.get('content-type')).toMatch(/^text\/html/);
  });

  test('a session that was made to expire stays gone, and a new login is good', async () => {
    await client.login();
    sandbox.faults.set({ expireSessions: true });
    expect(await client.call('res.partner', 'search', [[]], ALL)).toMatchObject({ error: { code: 100 } });
    expect(await client.call('res.partner', 'search_count', [[]])).toMatchObject({ error: { code: 100 } });
    await client.login();
    expect(await client.call('res.partner', 'search_count', [[]])).toMatchObject({ result: 20 });
    sandbox.faults.clear();
  });

  test('a rotated session answers under its new id only', async () => {
    await client.login();
    sandbox.faults.set({ rotateSessions: 1 });
    const params = { model: 'res.partner', method: 'search_count', args: [[]], kwargs: {} };
    const answer = await client.rpc('/web/dataset/call_kw', params);
    expect(JSON.parse(answer.text)).toMatchObject({ result: 20 });
    expect(await client.call('res.partner', 'search_count', [[]])).toMatchObject({ error: { code: 100 } });
    client.cookie = answer.headers.getSetCookie()[0]?.split(';', 1)[0] ?? '';
    expect(await client.call('res.partner', 'search_count', [[]])).toMatchObject({ result: 20 });
    sandbox.faults.clear();
  });
});
