import { InvalidArguments, OdooUnavailable, type Operation, OutcomeUnknown } from '#libs/contracts';
import { failureOf } from '../../../../test/fixtures/failure-of.js';
import {
  json,
  odooConfig,
  type ScriptedOdoo,
  startScriptedOdoo,
  TRACEBACK_CANARY,
} from '../../../../test/fixtures/scripted-odoo.js';
import { upstreamOf } from '../../../../test/fixtures/upstream.js';
import { OdooHttp } from '../odoo-http.js';
import { Json2Transport } from './json2.transport.js';
import { LoginGate } from './login-gate.js';
import { LoginPause } from './login-pause.js';

const READ: Operation = { model: 'res.partner', method: 'read', args: [[1], ['name']], kwargs: {} };
const WRITE: Operation = { model: 'res.partner', method: 'write', args: [[1], { name: 'x' }], kwargs: {} };
const PAUSE_MS = 60_000;

describe('Json2Transport', () => {
  let odoo: ScriptedOdoo;
  let http: OdooHttp;
  let transport: Json2Transport;
  let now = 0;

  beforeEach(async () => {
    now = 0;
    odoo = await startScriptedOdoo((_request, response) => json(response, 'done'));
    const config = odooConfig(odoo.url, { password: undefined, apiKey: 'key' });
    http = new OdooHttp(config, upstreamOf(config));
    transport = new Json2Transport(
      http,
      config,
      new LoginPause(PAUSE_MS, () => now, new LoginGate({ loginPauseMs: PAUSE_MS, loginRefusals: 3 }, () => now)),
    );
  });

  afterEach(async () => {
    await http.close();
    await odoo.close();
  });

  it('calls with the key, the database and nothing else', async () => {
    expect(await transport.call(READ)).toBe('done');
    expect(odoo.requests).toMatchObject([
      {
        method: 'POST',
        path: '/json/2/res.partner/read',
        headers: { authorization: 'bearer key', 'x-odoo-database': 'demo' },
        body: { ids: [1], fields: ['name'] },
      },
    ]);
  });

  it.each<[string, unknown[], Operation['kwargs'], unknown]>([
    ['search', [[], 20, 10], { order: 'id' }, { domain: [], offset: 20, limit: 10, order: 'id' }],
    ['search_count', [[['id', '>', 1]]], {}, { domain: [['id', '>', 1]] }],
    ['fields_get', [], { attributes: ['type'] }, { attributes: ['type'] }],
    ['create', [[{ name: 'x' }]], {}, { vals_list: [{ name: 'x' }] }],
    ['write', [[1, 2], { name: 'x' }], {}, { ids: [1, 2], vals: { name: 'x' } }],
    ['unlink', [[1]], {}, { ids: [1] }],
    ['action_confirm', [], { ids: [1], context: { lang: 'fr' } }, { ids: [1], context: { lang: 'fr' } }],
  ])('gives every argument of %s its name', async (method, args, kwargs, body) => {
    await transport.call({ model: 'res.partner', method, args, kwargs });
    expect(odoo.requests.map((request) => request.body)).toEqual([body]);
  });

  it('refuses positional arguments that it cannot name, and sends nothing', async () => {
    const error = await failureOf(transport.call({ ...READ, method: 'action_confirm' }));
    expect(error).toBeInstanceOf(InvalidArguments);
    expect(error.hint).toMatch(/kwargs/);
    expect(odoo.requests).toEqual([]);
  });

  it.each([[null], [false], [0], [''], [[]], [{ error: 'a field of that name' }]])(
    'hands %j on as it is',
    async (value) => {
      odoo.answer((_request, response) => json(response, value));
      expect(await transport.call(READ)).toEqual(value);
    },
  );

  it('does not try a refused key again before the pause is over', async () => {
    odoo.answer((_request, response) =>
      json(response, fault('werkzeug.exceptions.Unauthorized', 'Invalid apikey'), 401),
    );
    const error = await failureOf(transport.call(READ));
    expect(error).toMatchObject({ code: 'odoo_unavailable', retryable: false });
    expect(error.hint).toMatch(/ODOO_API_KEY/);
    await failureOf(transport.call(READ));
    expect(odoo.requests.length).toBe(1);
    now = PAUSE_MS;
    await failureOf(transport.call(READ));
    expect(odoo.requests.length).toBe(2);
  });

  it.each([
    [404, 'werkzeug.exceptions.NotFound', 'Not Found', 'not_found'],
    [403, 'odoo.exceptions.AccessError', 'You may not', 'forbidden'],
    [422, 'odoo.exceptions.UserError', 'Closed.', 'odoo_rejected'],
    [500, 'builtins.ValueError', "Invalid field 'x' on model", 'invalid_arguments'],
    [500, 'builtins.ZeroDivisionError', 'division by zero', 'odoo_rejected'],
  ])('reads the body of a %i of %s', async (status, name, message, code) => {
    odoo.answer((_request, response) => json(response, fault(name, message), status));
    const error = await failureOf(transport.call(WRITE));
    expect(error.code).toBe(code);
    expect(`${error.message} ${error.hint}`).not.toContain(TRACEBACK_CANARY);
  });

  it.each([
    [502, '<html>Bad gateway</html>'],
    [504, '{"message":"upstream timed out"}'],
    [200, '{"cut'],
  ])('does not call a write failed after a %i of something else', async (status, text) => {
    odoo.answer((_request, response) => void response.writeHead(status).end(text));
    expect(await failureOf(transport.call(WRITE))).toBeInstanceOf(OutcomeUnknown);
    expect(await failureOf(transport.call(READ, { readsOnly: true }))).toBeInstanceOf(OdooUnavailable);
  });

  it('knows by a missing route that the database is unknown', async () => {
    odoo.answer((_request, response) => void response.writeHead(404).end('<html>Not found</html>'));
    expect((await failureOf(transport.call(WRITE))).hint).toMatch(/ODOO_DATABASE/);
  });
});

function fault(name: string, message: string): Record<string, unknown> {
  return { name, message, arguments: [message], context: {}, debug: TRACEBACK_CANARY };
}
