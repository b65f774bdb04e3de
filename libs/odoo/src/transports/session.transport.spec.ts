import { OdooRejected, OdooUnavailable, type Operation, OutcomeUnknown } from '#libs/contracts';
import { failureOf } from '../../../../test/fixtures/failure-of.js';
import {
  json,
  odooConfig,
  rpc,
  rpcFault,
  type ScriptedOdoo,
  type SeenRequest,
  startScriptedOdoo,
} from '../../../../test/fixtures/scripted-odoo.js';
import { upstreamOf } from '../../../../test/fixtures/upstream.js';
import { OdooHttp } from '../odoo-http.js';
import { LoginGate } from './login-gate.js';
import { LoginPause } from './login-pause.js';
import { SessionTransport } from './session.transport.js';

const LOGIN = '/web/session/authenticate';
const READ: Operation = {
  model: 'res.partner',
  method: 'read',
  args: [[1], ['name']],
  kwargs: { context: { lang: 'fr' } },
};
const WRITE: Operation = { model: 'res.partner', method: 'write', args: [[1], { name: 'x' }], kwargs: {} };
const PAUSE_MS = 60_000;

describe('SessionTransport', () => {
  let odoo: ScriptedOdoo;
  let http: OdooHttp;
  let transport: SessionTransport;
  let now = 0;
  /** Sessions that Odoo knows; each login opens the next. */
  let live: Set<string>;

  beforeEach(async () => {
    live = new Set();
    now = 0;
    let logins = 0;
    odoo = await startScriptedOdoo((request, response) => {
      if (request.path === LOGIN) {
        logins += 1;
        live.add(`s${logins}`);
        rpc(response, { uid: 2 }, { 'set-cookie': `session_id=s${logins}; Path=/; HttpOnly` });
      } else if (live.has(sessionOf(request))) rpc(response, 'done');
      else rpcFault(response, 'odoo.http.SessionExpiredException', 'Session expired', 100);
    });
    const config = odooConfig(odoo.url);
    http = new OdooHttp(config, upstreamOf(config));
    transport = new SessionTransport(
      http,
      config,
      new LoginPause(PAUSE_MS, () => now, new LoginGate({ loginPauseMs: PAUSE_MS, loginRefusals: 3 }, () => now)),
    );
  });

  afterEach(async () => {
    await http.close();
    await odoo.close();
  });

  const logins = () => odoo.paths.filter((path) => path === LOGIN).length;
  const calls = () => odoo.requests.filter(({ path }) => path !== LOGIN);

  it('logs in and calls as the web client does', async () => {
    expect(await transport.call(READ)).toBe('done');
    const [login, call] = odoo.requests;
    expect(login?.body).toMatchObject({ params: { db: 'demo', login: 'gateway', password: 'password' } });
    expect(call).toMatchObject({
      path: '/web/dataset/call_kw/res.partner.read',
      headers: { cookie: 'session_id=s1' },
      body: { jsonrpc: '2.0', params: READ },
    });
  });

  it('takes one login for all calls that wait for it', async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => transport.call(READ)));
    expect(answers).toEqual(Array.from({ length: 20 }, () => 'done'));
    expect(logins()).toBe(1);
  });

  it('logs in once more when the session has expired, and repeats the call once', async () => {
    await transport.call(READ);
    live.clear();
    expect(await transport.call(WRITE)).toBe('done');
    expect(logins()).toBe(2);
    expect(calls().map(sessionOf)).toEqual(['s1', 's1', 's2']);
  });

  it('logs in once more for twenty calls that find the session expired', async () => {
    await transport.call(READ);
    live.clear();
    await Promise.all(Array.from({ length: 20 }, () => transport.call(READ)));
    expect(logins()).toBe(2);
  });

  it('gives up when the new session has expired too', async () => {
    odoo.answer((request, response) => {
      if (request.path === LOGIN) rpc(response, { uid: 2 }, { 'set-cookie': 'session_id=s; Path=/' });
      else rpcFault(response, 'odoo.http.SessionExpiredException', 'Session expired', 100);
    });
    expect(await failureOf(transport.call(WRITE))).toBeInstanceOf(OdooUnavailable);
    expect(calls().length).toBe(2);
  });

  it('goes on with the session id that Odoo has rotated to', async () => {
    await transport.call(READ);
    odoo.answer((_request, response) => rpc(response, 1, { 'set-cookie': 'session_id=rotated; Path=/' }));
    await transport.call(READ);
    await transport.call(READ);
    expect(calls().map(sessionOf)).toEqual(['s1', 's1', 'rotated']);
    expect(logins()).toBe(1);
  });

  it('does not take the empty session that an expired answer offers', async () => {
    await transport.call(READ);
    live.clear();
    odoo.answer((request, response) => {
      if (request.path === LOGIN) rpc(response, { uid: 2 }, { 'set-cookie': 'session_id=s2' });
      else if (sessionOf(request) === 's2') rpc(response, 'done');
      else expireWith(response, 'session_id=nobody');
    });
    expect(await transport.call(READ)).toBe('done');
    expect(calls().map(sessionOf)).not.toContain('nobody');
  });

  it('keeps on logging in for the others when one caller has left', async () => {
    const controller = new AbortController();
    const leaving = failureOf(transport.call(READ, { signal: controller.signal }));
    const staying = transport.call(READ);
    controller.abort();
    expect(await leaving).toMatchObject({ code: 'cancelled' });
    expect(await staying).toBe('done');
    expect(logins()).toBe(1);
  });

  it.each([
    ['no error and no user: a second factor', { uid: null }, /ODOO_API_KEY/],
    ['no user in the way of old versions', { uid: false }, /ODOO_API_KEY/],
    ['nothing', null, /ODOO_API_KEY/],
  ])('counts %s as refused', async (_what, result, hint) => {
    odoo.answer((_request, response) => rpc(response, result, { 'set-cookie': 'session_id=x' }));
    const error = await failureOf(transport.call(READ));
    expect(error).toMatchObject({
      code: 'odoo_unavailable',
      retryable: false,
      hint: expect.stringMatching(hint) as string,
    });
  });

  it('does not try a refused login again before the pause is over', async () => {
    odoo.answer((_request, response) => rpcFault(response, 'odoo.exceptions.AccessDenied', 'Access Denied'));
    const first = await failureOf(transport.call(READ));
    now = PAUSE_MS - 1;
    expect(await failureOf(transport.call(READ))).toBe(first);
    expect(logins()).toBe(1);
    now = PAUSE_MS;
    await failureOf(transport.call(READ));
    expect(logins()).toBe(2);
  });

  it('tries again at once where Odoo could not be asked', async () => {
    odoo.answer((_request, response) => void response.destroy());
    expect(await failureOf(transport.call(WRITE))).toBeInstanceOf(OdooUnavailable);
    await failureOf(transport.call(WRITE));
    expect(logins()).toBe(2);
  });

  it('knows an unknown database', async () => {
    odoo.answer((_request, response) => rpcFault(response, 'odoo.exceptions.AccessError', 'Database not found.'));
    expect(await failureOf(transport.call(READ))).toMatchObject({ hint: 'Check ODOO_DATABASE.', retryable: false });
  });

  it('says so when something between strips the cookie', async () => {
    odoo.answer((_request, response) => rpc(response, { uid: 2 }));
    expect((await failureOf(transport.call(READ))).hint).toMatch(/ODOO_TRANSPORT=jsonrpc/);
  });

  it("tells Odoo's refusals from answers that are not Odoo's", async () => {
    await transport.call(READ);
    odoo.answer((_request, response) => rpcFault(response, 'odoo.exceptions.UserError', 'Closed.'));
    expect(await failureOf(transport.call(WRITE))).toBeInstanceOf(OdooRejected);
    odoo.answer((_request, response) => void response.end('<html>'));
    expect(await failureOf(transport.call(READ, { readsOnly: true }))).toBeInstanceOf(OdooUnavailable);
  });

  it('reads an answer without a result as null, which is how 14 answers', async () => {
    await transport.call(READ);
    odoo.answer((_request, response) => json(response, { jsonrpc: '2.0', id: null }));
    expect(await transport.call(WRITE)).toBeNull();
  });

  it.each([
    ['a page with status 502', 502, '<html>Bad gateway</html>'],
    ['JSON of a proxy with status 504', 504, '{"message":"upstream timed out"}'],
    ['half an answer with status 200', 200, '{"jsonrpc":"2.0","resu'],
  ])('does not call a write failed after %s: it may have been done', async (_what, status, text) => {
    await transport.call(READ);
    odoo.answer((_request, response) => void response.writeHead(status).end(text));
    expect(await failureOf(transport.call(WRITE))).toBeInstanceOf(OutcomeUnknown);
    expect(await failureOf(transport.call(READ, { readsOnly: true }))).toBeInstanceOf(OdooUnavailable);
  });

  it.each([303, 403, 404, 413])('knows by status %i that a write was not done', async (status) => {
    await transport.call(READ);
    odoo.answer((_request, response) => void response.writeHead(status).end('<html>'));
    expect(await failureOf(transport.call(WRITE))).toBeInstanceOf(OdooUnavailable);
  });
});

function sessionOf({ headers }: SeenRequest): string {
  return /^session_id=(.*)$/.exec(headers.cookie ?? '')?.[1] ?? '';
}

function expireWith(response: Parameters<typeof json>[0], cookie: string): void {
  const error = { code: 100, message: 'Odoo Session Expired', data: { name: 'odoo.http.SessionExpiredException' } };
  json(response, { jsonrpc: '2.0', error }, 200, { 'set-cookie': cookie });
}
