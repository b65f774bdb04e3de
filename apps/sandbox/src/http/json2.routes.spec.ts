import { SandboxClient } from '../fixtures/sandbox-client.js';
import type { Json } from '../orm/row.js';
import { startSandbox, type Sandbox } from '../sandbox.js';

const KEY = { authorization: 'bearer sandbox-admin-key' };

let sandbox: Sandbox;
let client: SandboxClient;

beforeAll(async () => {
  sandbox = await startSandbox({ partners: 20 });
  client = new SandboxClient(sandbox);
});
afterAll(() => sandbox.close());

const ask = async (path: string, body: Json, headers: Record<string, string> = KEY) => {
  const { status, text } = await client.post(`/json/2/${path}`, body, headers);
  return { status, body: text.startsWith('<') ? 'a page' : (JSON.parse(text) as unknown) };
};

test('named arguments, records by ids, context beside them', async () => {
  expect(await ask('res.partner/search_count', { domain: [] })).toEqual({ status: 200, body: 20 });
  expect(await ask('res.partner/read', { ids: [1, 99_999], fields: ['name'] })).toEqual({
    status: 200,
    body: [{ id: 1, name: 'My Company (San Francisco)' }],
  });
  const archived = { domain: [['active', '=', false]], context: { active_test: true }, limit: 1 };
  expect(await ask('res.partner/search', archived)).toMatchObject({ status: 200 });
  expect(await ask('res.partner/check_access_rule', { ids: [1], operation: 'read' })).toEqual({
    status: 200,
    body: null,
  });
});

test('create answers an id for a dict and a list for a list', async () => {
  expect(await ask('res.partner/create', { vals_list: { name: 'x' } })).toEqual({
    status: 200,
    body: expect.any(Number),
  });
  expect(await ask('res.partner/create', { vals_list: [{ name: 'x' }] })).toEqual({
    status: 200,
    body: [expect.any(Number)],
  });
});

test.each<[string, Json, number, string, string]>([
  ['res.foo/search', {}, 404, 'werkzeug.exceptions.NotFound', "the model 'res.foo' does not exist"],
  ['res.partner/foo', {}, 404, 'werkzeug.exceptions.NotFound', "The method 'res.partner.foo' does not exist"],
  ['res.partner', {}, 404, 'werkzeug.exceptions.NotFound', 'Did you mean POST /json/2/<model>/<method>?'],
  ['res.partner/search', {}, 422, 'werkzeug.exceptions.UnprocessableEntity', "missing a required argument: 'domain'"],
  ['res.partner/search', [], 422, 'werkzeug.exceptions.UnprocessableEntity', "missing a required argument: 'domain'"],
  [
    'res.partner/search',
    { domain: [], foo: 1 },
    422,
    'werkzeug.exceptions.UnprocessableEntity',
    "got an unexpected keyword argument 'foo'",
  ],
  [
    'res.partner/search',
    { domain: [], ids: [1] },
    422,
    'werkzeug.exceptions.UnprocessableEntity',
    'cannot call res.partner.search with ids',
  ],
  [
    'res.partner/_search',
    {},
    403,
    'odoo.exceptions.AccessError',
    "Private methods (such as 'res.partner._search') cannot be called remotely.",
  ],
  [
    'res.partner/search',
    { domain: [['foo', '=', 1]] },
    500,
    'builtins.ValueError',
    "Invalid field res.partner.foo in condition ('foo', '=', 1)",
  ],
  [
    'res.partner/write',
    { ids: [99_999], vals: {} },
    404,
    'odoo.exceptions.MissingError',
    'Record does not exist or has been deleted.\n(Record: res.partner(99999,), User: 2)',
  ],
  [
    'res.partner/create',
    { vals_list: { name: false } },
    422,
    'odoo.exceptions.ValidationError',
    'The operation cannot be completed: Contacts require a name',
  ],
])('%s %j is %d', async (path, body, status, name, message) => {
  const answer = await ask(path, body);
  expect(answer).toMatchObject({
    status,
    body: { name, message, context: {}, debug: expect.stringContaining('Traceback') },
  });
});

test('the arguments of an HTTP error end in its status', async () => {
  expect(await ask('res.foo/search', {})).toMatchObject({
    body: { arguments: ["the model 'res.foo' does not exist", 404] },
  });
});

test('keys', async () => {
  const refused = await client.post('/json/2/res.partner/search', {}, { authorization: 'bearer wrong' });
  expect([refused.status, refused.headers.get('www-authenticate')]).toEqual([401, 'Bearer ']);
  expect(await ask('res.partner/search', {}, {})).toMatchObject({
    status: 401,
    body: { message: 'User not authenticated, use an API Key with a Bearer Authorization header.' },
  });
  expect(
    await ask('res.company/write', { ids: [1], vals: {} }, { authorization: 'bearer sandbox-demo-key' }),
  ).toMatchObject({
    status: 403,
    body: { name: 'odoo.exceptions.AccessError' },
  });
  expect(
    await ask('res.partner/search_count', { domain: [] }, { authorization: 'Bearer sandbox-totp-key' }),
  ).toMatchObject({
    status: 200,
  });
});

test('a database that is not there, and bodies that are none', async () => {
  expect(await ask('res.partner/search', {}, { ...KEY, 'x-odoo-database': 'nodb' })).toEqual({
    status: 404,
    body: 'a page',
  });
  expect(await ask('res.partner/search_count', { domain: [] }, { ...KEY, 'x-odoo-database': 'demo' })).toMatchObject({
    status: 200,
  });
  const send = (body: string | undefined, type: Record<string, string>) =>
    client.send('/json/2/res.partner/search', {
      method: 'POST',
      headers: { ...KEY, ...type },
      ...(body ? { body } : {}),
    });
  expect((await send('{"domain"', { 'content-type': 'application/json' })).status).toBe(400);
  expect((await send('a=1', { 'content-type': 'application/x-www-form-urlencoded' })).status).toBe(415);
  expect((await send(undefined, {})).status).toBe(422);
  expect((await client.send('/json/2/res.partner/search', {})).status).toBe(404);
});

test('14 does not know the address, and says so in the language it was asked in', async () => {
  const old = await startSandbox({ version: 14, partners: 20 });
  const stranger = new SandboxClient(old);
  const answer = await stranger.post('/json/2/res.partner/search', {});
  expect([answer.status, JSON.parse(answer.text)]).toMatchObject([
    404,
    { error: { code: 404, message: '404: Not Found' } },
  ]);
  const page = await stranger.send('/json/2/res.partner/search', {});
  expect([page.status, page.headers.get('content-type')]).toEqual([404, 'text/html;charset=utf-8']);
  await old.close();
});
