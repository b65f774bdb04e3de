import type { ServerResponse } from 'node:http';
import type { OdooConfig } from '#libs/config';
import {
  json,
  odooConfig,
  rpc,
  type ScriptedOdoo,
  startScriptedOdoo,
  TRACEBACK_CANARY,
} from '../../../test/fixtures/scripted-odoo.js';
import { upstreamOf } from '../../../test/fixtures/upstream.js';
import { unwatched } from '../../../test/fixtures/recording-tracer.js';
import { HttpOdooConnection } from './odoo-connection.js';
import { LoginGate } from './transports/login-gate.js';

const PDF = Buffer.from([0x25, 0x50, 0x44, 0x46, 0xff, 0x00]);
const KEY_ONLY = { password: undefined, apiKey: 'key' };

function page(response: ServerResponse, status: number, type: string, body: string | Buffer, location?: string): void {
  response.writeHead(status, { 'content-type': type, ...(location !== undefined && { location }) });
  response.end(body);
}

describe('HttpOdooConnection.reports', () => {
  let odoo: ScriptedOdoo;
  let connection: HttpOdooConnection;
  let live: Set<string>;
  /** How the pages of users answer. */
  let print: (response: ServerResponse) => void;
  let record: unknown[];

  beforeEach(async () => {
    live = new Set();
    print = (response) => page(response, 200, 'application/pdf', PDF);
    record = [{ id: 1, access_url: '/my/invoices/1', access_token: 'token&1' }];
    let logins = 0;
    odoo = await startScriptedOdoo(({ path, headers }, response) => {
      if (path === '/web/version') json(response, { version: '19.0' });
      else if (path === '/web/session/authenticate') {
        logins += 1;
        live.add(`session_id=s${logins}`);
        rpc(response, { uid: 2 }, { 'set-cookie': `session_id=s${logins}; Path=/` });
      } else if (path.startsWith('/json/2/')) json(response, record);
      else if (path.startsWith('/my/') || live.has(String(headers.cookie))) print(response);
      else page(response, 303, 'text/html', '', '/web/login');
    });
    open({});
  });

  afterEach(async () => {
    await connection.close();
    await odoo.close();
  });

  function open(settings: Partial<OdooConfig>): void {
    connection = new HttpOdooConnection(
      'default',
      odooConfig(odoo.url, settings),
      () => 0,
      new LoginGate({ loginPauseMs: 0, loginRefusals: 3 }, () => 0),
      upstreamOf(odooConfig(odoo.url, settings)),
      unwatched,
    );
  }

  const render = (name = 'account.report_invoice', ids = [1, 2]) => connection.reports.render(name, ids, 'pdf');

  it('prints with the session', async () => {
    expect(await render()).toEqual({ bytes: new Uint8Array(PDF), mimeType: 'application/pdf' });
    expect(odoo.requests.at(-1)).toMatchObject({
      method: 'GET',
      path: '/report/pdf/account.report_invoice/1,2',
      headers: { cookie: 'session_id=s1' },
    });
  });

  it('logs in once more when the session has expired', async () => {
    await render();
    live.clear();
    expect((await render()).mimeType).toBe('application/pdf');
    expect(odoo.paths.filter((path) => path.endsWith('/authenticate')).length).toBe(2);
  });

  it('gives up where a new session does not help', async () => {
    print = (response) => page(response, 302, 'text/html', '', '/web/login');
    await expect(render()).rejects.toMatchObject({ code: 'odoo_unavailable' });
  });

  it('opens a session for printing beside another way in', async () => {
    open({ transport: 'json2', apiKey: 'key' });
    await render();
    expect(connection.transportKind).toBe('json2');
    await render();
    expect(odoo.paths.filter((path) => path.endsWith('/authenticate')).length).toBe(1);
  });

  it.each([
    ['account.report_invoice/1?x=1#', [2]],
    ['../web', [1]],
    ['report', [1]],
    ['account.report_invoice', []],
    ['account.report_invoice', [1.5]],
    ['account.report_invoice', [-1]],
  ])('refuses %s of %j before anything is sent', async (name, ids) => {
    await expect(render(name, ids)).rejects.toMatchObject({ code: 'invalid_arguments' });
    expect(odoo.requests).toEqual([]);
  });

  it.each([
    [500, 'odoo_rejected'],
    [404, 'not_found'],
    [400, 'not_found'],
    [403, 'forbidden'],
  ])('says what a page of status %i means, and nothing that is on it', async (status, code) => {
    print = (response) => page(response, status, 'text/html', `<pre>${TRACEBACK_CANARY}</pre>`);
    const error: unknown = await render().catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code });
    expect(JSON.stringify([error, String(error)])).not.toContain(TRACEBACK_CANARY);
  });

  it('takes no page for a PDF', async () => {
    print = (response) => page(response, 200, 'text/html; charset=utf-8', '<html>');
    await expect(render()).rejects.toMatchObject({ code: 'odoo_rejected' });
  });

  it('stops reading above the limit', async () => {
    open({ maxResponseBytes: 1000 });
    print = (response) => page(response, 200, 'application/pdf', Buffer.alloc(2000));
    await expect(render()).rejects.toMatchObject({ code: 'payload_too_large' });
  });

  describe('with a key only', () => {
    beforeEach(() => open(KEY_ONLY));

    it('fetches a document that has been shared', async () => {
      const file = await render('account.report_invoice_with_payments', [1]);
      expect(file.mimeType).toBe('application/pdf');
      expect(odoo.requests.at(-1)).toMatchObject({
        path: '/my/invoices/1?access_token=token%261&report_type=pdf&download=true',
      });
      expect(odoo.requests.at(-1)?.headers.cookie).toBeUndefined();
    });

    it.each([
      ['another report', 'account.report_invoice', [1], {}],
      ['several records', 'sale.report_saleorder', [1, 2], {}],
      ['a record without a token', 'sale.report_saleorder', [1], { access_token: false }],
      ['a record whose page is somewhere else', 'sale.report_saleorder', [1], { access_url: '//evil.example/my' }],
    ])('says what to set for %s', async (_name, name, ids, values) => {
      record = [{ id: 1, access_url: '/my/orders/1', access_token: 't', ...values }];
      await expect(render(name, ids)).rejects.toMatchObject({
        code: 'odoo_rejected',
        hint: expect.stringContaining('ODOO_PASSWORD') as unknown,
      });
    });

    it('misses a record that is not there', async () => {
      record = [];
      await expect(render('sale.report_saleorder', [1])).rejects.toMatchObject({ code: 'not_found' });
    });
  });
});
