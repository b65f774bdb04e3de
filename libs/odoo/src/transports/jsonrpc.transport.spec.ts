import { OdooUnavailable, type Operation, OutcomeUnknown } from '#libs/contracts';
import { failureOf } from '../../../../test/fixtures/failure-of.js';
import {
  json,
  odooConfig,
  rpc,
  rpcFault,
  type ScriptedOdoo,
  startScriptedOdoo,
} from '../../../../test/fixtures/scripted-odoo.js';
import { upstreamOf } from '../../../../test/fixtures/upstream.js';
import { OdooHttp } from '../odoo-http.js';
import { JsonRpcTransport } from './jsonrpc.transport.js';
import { LoginGate } from './login-gate.js';
import { LoginPause } from './login-pause.js';
import type { OdooCredentials } from './transport.js';

const READ: Operation = { model: 'res.partner', method: 'read', args: [[1], ['name']], kwargs: { load: null } };
const WRITE: Operation = { model: 'res.partner', method: 'write', args: [[1], { name: 'x' }], kwargs: {} };
const PAUSE_MS = 60_000;

interface Params {
  readonly service: string;
  readonly method: string;
  readonly args: readonly unknown[];
}

describe('JsonRpcTransport', () => {
  let odoo: ScriptedOdoo;
  let http: OdooHttp;
  let now = 0;

  beforeEach(async () => {
    now = 0;
    odoo = await startScriptedOdoo(({ body }, response) =>
      rpc(response, paramsOf(body).service === 'common' ? 7 : 'done'),
    );
    http = new OdooHttp(odooConfig(odoo.url), upstreamOf(odooConfig(odoo.url)));
  });

  afterEach(async () => {
    await http.close();
    await odoo.close();
  });

  function transport(credentials: Partial<OdooCredentials> = {}): JsonRpcTransport {
    return new JsonRpcTransport(
      http,
      { ...odooConfig(odoo.url), ...credentials },
      new LoginPause(PAUSE_MS, () => now, new LoginGate({ loginPauseMs: PAUSE_MS, loginRefusals: 3 }, () => now)),
    );
  }

  const sent = () => odoo.requests.map(({ body }) => paramsOf(body));

  it('asks for the user id, then executes with it', async () => {
    expect(await transport().call(READ)).toBe('done');
    expect(new Set(odoo.paths)).toEqual(new Set(['/jsonrpc']));
    expect(sent()).toEqual([
      { service: 'common', method: 'login', args: ['demo', 'gateway', 'password'] },
      {
        service: 'object',
        method: 'execute_kw',
        args: ['demo', 7, 'password', 'res.partner', 'read', [[1], ['name']], { load: null }],
      },
    ]);
  });

  it('takes an API key in place of the password', async () => {
    await transport({ apiKey: 'key' }).call(READ);
    expect(sent().map(({ args }) => args[2])).toEqual(['key', 'key']);
  });

  it('takes one login for all calls, and keeps it', async () => {
    const jsonrpc = transport();
    await Promise.all(Array.from({ length: 20 }, () => jsonrpc.call(READ)));
    await jsonrpc.call(READ);
    expect(sent().filter(({ service }) => service === 'common').length).toBe(1);
  });

  it('counts a login that answers false as refused, and does not try it before the pause is over', async () => {
    odoo.answer((_request, response) => rpc(response, false));
    const jsonrpc = transport();
    expect(await failureOf(jsonrpc.call(READ))).toMatchObject({ code: 'odoo_unavailable', retryable: false });
    await failureOf(jsonrpc.call(READ));
    expect(odoo.requests.length).toBe(1);
    now = PAUSE_MS;
    await failureOf(jsonrpc.call(READ));
    expect(odoo.requests.length).toBe(2);
  });

  it('pauses too when a key that worked is refused', async () => {
    const jsonrpc = transport();
    await jsonrpc.call(READ);
    odoo.answer((_request, response) => rpcFault(response, 'odoo.exceptions.AccessDenied', 'Access Denied'));
    await failureOf(jsonrpc.call(READ));
    const before = odoo.requests.length;
    await failureOf(jsonrpc.call(READ));
    expect(odoo.requests.length).toBe(before);
  });

  it('asks for the user id again where Odoo could not be asked', async () => {
    const jsonrpc = transport();
    odoo.answer((_request, response) => void response.destroy());
    expect(await failureOf(jsonrpc.call(WRITE))).toBeInstanceOf(OdooUnavailable);
    odoo.answer(({ body }, response) => rpc(response, paramsOf(body).service === 'common' ? 7 : 'done'));
    expect(await jsonrpc.call(WRITE)).toBe('done');
  });

  it('reads an answer without a result as null, which is how 14 answers', async () => {
    const jsonrpc = transport();
    await jsonrpc.call(READ);
    odoo.answer((_request, response) => json(response, { jsonrpc: '2.0', id: null }));
    expect(await jsonrpc.call(READ)).toBeNull();
  });

  it('does not call a write failed whose answer was lost', async () => {
    const jsonrpc = transport();
    await jsonrpc.call(READ);
    odoo.answer((_request, response) => void response.writeHead(502).end('<html>Bad gateway</html>'));
    expect(await failureOf(jsonrpc.call(WRITE))).toBeInstanceOf(OutcomeUnknown);
    expect(await failureOf(jsonrpc.call(READ, { readsOnly: true }))).toBeInstanceOf(OdooUnavailable);
  });
});

function paramsOf(body: unknown): Params {
  return (body as { params: Params }).params;
}
