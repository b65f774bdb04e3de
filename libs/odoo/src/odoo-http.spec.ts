import type { OdooConfig } from '#libs/config';
import {
  Cancelled,
  type GatewayError,
  OdooTimeout,
  OdooUnavailable,
  OutcomeUnknown,
  PayloadTooLarge,
} from '#libs/contracts';
import { failureOf } from '../../../test/fixtures/failure-of.js';
import {
  type Handler,
  json,
  odooConfig,
  type ScriptedOdoo,
  startScriptedOdoo,
} from '../../../test/fixtures/scripted-odoo.js';
import { upstreamOf } from '../../../test/fixtures/upstream.js';
import { OdooHttp } from './odoo-http.js';

const read = { path: '/x', body: { a: 1 }, readsOnly: true };
const write = { ...read, readsOnly: false };

const cutBody: Handler = (_request, response) => {
  response.writeHead(200, { 'content-length': '100' });
  response.write('{"a":', () => response.destroy());
};

const halfBody: Handler = (_request, response) => {
  response.writeHead(200, { 'content-length': '100' });
  response.write('{"a":');
};

describe('OdooHttp', () => {
  let odoo: ScriptedOdoo;
  const opened: OdooHttp[] = [];

  beforeEach(async () => {
    odoo = await startScriptedOdoo((_request, response) => json(response, { ok: true }));
  });

  afterEach(async () => {
    await Promise.all(opened.splice(0).map((http) => http.close()));
    await odoo.close();
  });

  function connect(settings: Partial<OdooConfig> = {}, url = odoo.url): OdooHttp {
    const http = new OdooHttp(odooConfig(url, settings), upstreamOf(odooConfig(url, settings)));
    opened.push(http);
    return http;
  }

  it('posts JSON and reads JSON and cookies', async () => {
    odoo.answer((_request, response) => json(response, [1], 201, { 'set-cookie': 'session_id=a; Path=/' }));
    const answer = await connect().send({ ...read, headers: { 'x-odoo-database': 'demo' } });
    expect(answer).toEqual({ status: 201, json: [1], cookies: ['session_id=a; Path=/'], readsOnly: true });
    expect(odoo.requests).toMatchObject([
      {
        method: 'POST',
        path: '/x',
        body: { a: 1 },
        headers: { 'content-type': 'application/json', 'x-odoo-database': 'demo' },
      },
    ]);
  });

  it('keeps the path that Odoo lives under', async () => {
    const url = new URL('/erp/', odoo.url);
    await connect({ url }).send(read);
    await connect({ url: new URL('/erp', odoo.url) }).send(read);
    expect(odoo.paths).toEqual(['/erp/x', '/erp/x']);
  });

  it('hands on no JSON where Odoo, or something before it, answers anything else', async () => {
    odoo.answer((_request, response) => void response.writeHead(502).end('<html>Bad gateway</html>'));
    expect(await connect().send(read)).toEqual({ status: 502, json: undefined, cookies: [], readsOnly: true });
  });

  it.each([
    ['a read', read],
    ['a write, for nothing was sent', write],
  ])('says that Odoo cannot be reached when nobody listens: %s', async (_what, request) => {
    const http = connect();
    await odoo.close();
    const error = await failureOf(http.send(request));
    expect(error).toBeInstanceOf(OdooUnavailable);
    expect(error).toMatchObject({ retryable: true, hint: expect.stringContaining('ECONNREFUSED') as string });
  });

  const broken: [string, Handler, Partial<OdooConfig>, typeof GatewayError][] = [
    ['a reset', (_request, response) => void response.destroy(), {}, OdooUnavailable],
    ['a cut body', cutBody, {}, OdooUnavailable],
    ['silence', () => undefined, { timeoutMs: 100 }, OdooTimeout],
    ['silence in the middle', halfBody, { timeoutMs: 100 }, OdooTimeout],
    ['a flood', (_request, response) => json(response, 'x'.repeat(5000)), { maxResponseBytes: 1024 }, PayloadTooLarge],
  ];

  it.each(broken)('%s: a read may be asked again, or asked for less', async (_what, handler, settings, expected) => {
    odoo.answer(handler);
    expect(await failureOf(connect(settings).send(read))).toBeInstanceOf(expected);
  });

  it.each(broken)('%s: a write may have been done', async (_what, handler, settings) => {
    odoo.answer(handler);
    const error = await failureOf(connect(settings).send(write));
    expect(error).toBeInstanceOf(OutcomeUnknown);
    expect(error).toMatchObject({ retryable: false });
    expect(odoo.requests.length).toBe(1);
  });

  it.each<[string, Handler]>([
    ['a reset', (_request, response) => void response.destroy()],
    ['the page of a proxy', (_request, response) => void response.writeHead(502).end('<html>')],
  ])('sends a read again, once, after %s', async (_what, handler) => {
    odoo.answer((request, response) => {
      odoo.answer((_again, answer) => json(answer, 'done'));
      return handler(request, response);
    });
    expect(await connect().send(read)).toMatchObject({ status: 200, json: 'done' });
    expect(odoo.requests.length).toBe(2);
    odoo.answer(handler);
    await connect({ repeatsPercent: 100 })
      .send(read)
      .catch(() => undefined);
    expect(odoo.requests.length).toBe(4);
  });

  it('never sends again what must be sent once', async () => {
    odoo.answer((_request, response) => void response.destroy());
    expect(await failureOf(connect().send({ ...read, once: true }))).toBeInstanceOf(OdooUnavailable);
    expect(odoo.requests.length).toBe(1);
  });

  it('serves on after a failure', async () => {
    const http = connect();
    odoo.answer((_request, response) => void response.destroy());
    await failureOf(http.send(read));
    odoo.answer((_request, response) => json(response, 'fine'));
    expect((await http.send(read)).json).toBe('fine');
  });

  it('closes the socket of a call that its caller has left', async () => {
    const controller = new AbortController();
    odoo.answer(() => controller.abort());
    const abandoned = odoo.nextAbandoned();
    expect(await failureOf(connect().send({ ...write, signal: controller.signal }))).toBeInstanceOf(Cancelled);
    expect((await abandoned).path).toBe('/x');
  });

  it('sends nothing for a caller who has left before', async () => {
    expect(await failureOf(connect().send({ ...read, signal: AbortSignal.abort() }))).toBeInstanceOf(Cancelled);
    expect(odoo.requests).toEqual([]);
  });

  it('opens no more connections than allowed, and lets the other calls wait', async () => {
    const http = connect({ maxConnections: 2 });
    const answers = await Promise.all(Array.from({ length: 10 }, () => http.send(read)));
    expect(answers.length).toBe(10);
    expect(odoo.connections).toBe(2);
  });

  it('keeps a connection open between calls', async () => {
    const http = connect({ maxConnections: 1 });
    await http.send(read);
    await http.send(read);
    expect(odoo.connections).toBe(1);
  });
});
