import { SandboxClient } from '../fixtures/sandbox-client.js';
import type { Json } from '../orm/row.js';
import { startSandbox, type Sandbox } from '../sandbox.js';

describe.each([14, 19] as const)('/jsonrpc of %d', (version) => {
  let sandbox: Sandbox;
  let client: SandboxClient;

  beforeAll(async () => {
    sandbox = await startSandbox({ version, partners: 20 });
    client = new SandboxClient(sandbox);
  });
  afterAll(() => sandbox.close());

  const ask = async (service: string, method: string, ...args: Json[]): Promise<unknown> => {
    const answer = await client.rpc('/jsonrpc', { service, method, args });
    expect(answer.status).toBe(200);
    const { result, error } = JSON.parse(answer.text) as {
      result?: unknown;
      error?: { data: { name: string; message: string } };
    };
    return error ? [error.data.name, error.data.message] : result;
  };
  const execute = (...rest: Json[]) => ask('object', 'execute_kw', 'demo', 2, 'admin', ...rest);

  test('who is who', async () => {
    expect(await ask('common', 'version')).toMatchObject({ server_version: `${version}.0` });
    expect(await ask('common', 'login', 'demo', 'admin', 'admin')).toBe(2);
    expect(await ask('common', 'authenticate', 'demo', 'demo', 'sandbox-demo-key', {})).toBe(version === 19 ? 5 : 6);
    expect(await ask('common', 'login', 'demo', 'admin', 'wrong')).toBe(false);
    expect(await ask('common', 'login', 'demo', 'totp', 'totp')).toBe(false);
    expect(await ask('common', 'login', 'demo', 'totp', 'sandbox-totp-key')).toBe(8);
  });

  test('calls by password and by key, with a dict, without one, and with arguments in a row', async () => {
    expect(await execute('res.partner', 'search', [[]], { limit: 1, order: 'id' })).toEqual([1]);
    expect(await execute('res.partner', 'search_count', [[]])).toBe(20);
    expect(await ask('object', 'execute', 'demo', 2, 'sandbox-admin-key', 'res.partner', 'search_count', [])).toBe(20);
    expect(await execute('res.partner', 'check_access_rule', [[1], 'read'])).toBeUndefined();
  });

  test('refusals', async () => {
    const denied = ['odoo.exceptions.AccessDenied', 'Access Denied'];
    expect(await ask('object', 'execute_kw', 'demo', 2, 'wrong', 'res.partner', 'search', [[]])).toEqual(denied);
    expect(await ask('object', 'execute_kw', 'demo', 2, '', 'res.partner', 'search', [[]])).toEqual(denied);
    expect(await ask('object', 'execute_kw', 'demo', 99, 'x', 'res.partner', 'search', [[]])).toEqual([
      'odoo.exceptions.MissingError',
      'Record does not exist or has been deleted.\n(Record: res.users(99,), User: 99)',
    ]);
    expect(await execute('res.foo', 'search', [[]])).toEqual([
      'odoo.exceptions.UserError',
      "Object res.foo doesn't exist",
    ]);
    expect(await execute('res.partner', 'search')).toEqual(
      version === 19
        ? ['builtins.ValueError', 'not enough values to unpack (expected 2, got 0)']
        : ['builtins.TypeError', "execute_kw() missing 1 required positional argument: 'args'"],
    );
    expect(await ask('object', 'foo', 'demo', 2, 'admin')).toEqual(['builtins.NameError', 'Method not available foo']);
    expect(await ask('common', 'foo')).toEqual(['builtins.Exception', 'Method not found: foo']);
    expect(await ask('foo', 'foo')).toEqual([
      version === 19 ? 'builtins.KeyError' : 'builtins.UnboundLocalError',
      expect.any(String),
    ]);
    expect(await ask('object', 'execute_kw', 'nodb', 2, 'admin', 'res.partner', 'search', [[]])).toEqual([
      'psycopg2.OperationalError',
      expect.stringMatching(/FATAL: {2}database "nodb" does not exist\n$/),
    ]);
  });
});
