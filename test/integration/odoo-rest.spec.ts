import { type Sandbox, startSandbox } from '../../apps/sandbox/src/sandbox.js';
import { type RunningGateway, sandboxSettings, startGateway, TEST_KEY } from '../fixtures/gateway.js';

interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The body, where it is JSON. */
  readonly body: Record<string, unknown>;
}

const PARTNERS = '/odoo/models/res.partner';

async function send(gateway: RunningGateway, method: string, path: string, body?: unknown): Promise<Answer> {
  const answer = await fetch(gateway.url + path, {
    method,
    headers: {
      authorization: `Bearer ${TEST_KEY}`,
      ...(body !== undefined && { 'content-type': 'application/json' }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  const json = answer.headers.get('content-type')?.includes('json') === true;
  return {
    status: answer.status,
    headers: answer.headers,
    text,
    body: (json ? JSON.parse(text) : {}) as Record<string, unknown>,
  };
}

/** A query string: what is no text goes as JSON. */
function query(parameters: Record<string, unknown>): string {
  const pairs = Object.entries(parameters).map(([name, value]): [string, string] => [
    name,
    typeof value === 'string' ? value : JSON.stringify(value),
  ]);
  return `?${new URLSearchParams(pairs).toString()}`;
}

describe('REST over Odoo', () => {
  let sandbox: Sandbox;
  let readonly: RunningGateway;
  let readwrite: RunningGateway;

  beforeAll(async () => {
    sandbox = await startSandbox();
    const settings = { ...sandboxSettings(sandbox), RATE_LIMIT_REQUESTS: '100000' };
    readonly = await startGateway(settings);
    readwrite = await startGateway({ ...settings, MCP_MODE: 'readwrite' });
  });

  afterAll(async () => {
    await readonly.close();
    await readwrite.close();
    await sandbox.close();
  });

  const get = (path: string, parameters: Record<string, unknown> = {}) =>
    send(readonly, 'GET', path + query(parameters));

  describe('GET /odoo/models', () => {
    it('lists what may be read', async () => {
      const { status, headers, body } = await get('/odoo/models');
      expect([status, headers.get('content-type')]).toEqual([200, 'application/json; charset=utf-8']);
      const models = (body['models'] as Array<{ model: string }>).map(({ model }) => model);
      expect(models).toEqual(expect.arrayContaining(['res.partner', 'sale.order']));
      expect(models).not.toContain('ir.model');
    });

    it('describes the fields of one', async () => {
      const { status, body } = await get('/odoo/models/res.users/fields');
      expect(status).toBe(200);
      expect(body).toMatchObject({ model: 'res.users', fields: { login: { type: 'char' } } });
      expect(body['fields']).not.toHaveProperty('password');
    });

    it.each<[string, number, string]>([
      ['ir.config_parameter', 403, 'forbidden'],
      ['Res.Partner', 400, 'invalid_arguments'],
      ['no.such.model', 404, 'not_found'],
      ['..%2Fres.partner', 400, 'invalid_arguments'],
    ])('refuses the fields of %s', async (model, status, code) => {
      expect(await get(`/odoo/models/${model}/fields`)).toMatchObject({ status, body: { error: { code } } });
    });
  });

  describe('GET …/records', () => {
    const some = { fields: 'id,name', limit: 2, order: 'id', domain: [['is_company', '=', true]] };

    it('gives rows as JSON, and a cursor that goes on', async () => {
      const first = await get(`${PARTNERS}/records`, some);
      expect([first.status, first.body]).toMatchObject([200, { model: 'res.partner', count: 2, has_more: true }]);
      const next = await get(`${PARTNERS}/records`, { ...some, cursor: first.body['next_cursor'] });
      const ids = ({ body }: Answer) => (body['records'] as Array<{ id: number }>).map(({ id }) => id);
      expect(ids(next).filter((id) => ids(first).includes(id))).toEqual([]);
    });

    it('gives a CSV to save', async () => {
      const { status, headers, text } = await get(`${PARTNERS}/records`, { ...some, format: 'csv' });
      expect(status).toBe(200);
      expect(headers.get('content-type')).toBe('text/csv; charset=utf-8');
      expect(headers.get('content-disposition')).toBe('attachment; filename="res.partner.csv"');
      expect(headers.get('x-next-cursor')).toEqual(expect.any(String));
      expect(text.split(/\r?\n/)[0]).toBe('id,name');
      const all = await get('/odoo/models/res.company/records', { fields: 'id', format: 'csv' });
      expect(all.headers.get('x-next-cursor')).toBeNull();
    });

    it.each<[string, Record<string, unknown>]>([
      ['a domain that is no JSON', { domain: '[[' }],
      ['a domain that is an object', { domain: { name: 'x' } }],
      ['a domain that is none', { domain: ['name'] }],
      ['a limit that is text', { limit: 'x' }],
      ['a limit of nothing', { limit: 0 }],
      ['half a row', { limit: 1.5 }],
      ['too many rows', { limit: 1_000_000 }],
      ['fields in other letters', { fields: 'Name' }],
      ['fields that are paths', { fields: 'user_id.login' }],
      ['an order that is none', { order: 'name; drop' }],
      ['a format that is not known', { format: 'xml' }],
      ['a parameter that is not known', { offset_: 1 }],
      ['a cursor of its own making', { cursor: 'x' }],
    ])('refuses %s', async (_what, parameters) => {
      const { status, body } = await get(`${PARTNERS}/records`, parameters);
      expect([status, body]).toMatchObject([400, { error: { code: 'invalid_arguments' } }]);
    });

    it('refuses a parameter that is given twice', async () => {
      expect((await get(`${PARTNERS}/records?limit=1&limit=2&order=id&order=name`)).status).toBe(400);
    });

    it.each<[string, string, Record<string, unknown>]>([
      ['a protected model', '/odoo/models/ir.config_parameter/records', {}],
      ['a secret field', '/odoo/models/res.users/records', { fields: 'password' }],
      ['a secret in a domain', `${PARTNERS}/records`, { domain: [['user_id.password', '!=', false]] }],
      ['a secret in an order', `${PARTNERS}/records`, { order: 'user_id.password' }],
    ])('refuses %s', async (_what, path, parameters) => {
      expect(await get(path, parameters)).toMatchObject({ status: 403, body: { error: { code: 'forbidden' } } });
      expect(await get(path, { ...parameters, format: 'csv' })).toMatchObject({ status: 403 });
    });
  });

  describe('GET …/records/{id}', () => {
    it('gives one record', async () => {
      const { status, body } = await get(`${PARTNERS}/records/3`, { fields: 'id,name' });
      expect([status, body]).toEqual([200, { model: 'res.partner', record: { id: 3, name: 'Mitchell Admin' } }]);
      expect((await get(`${PARTNERS}/records/3`)).body).toMatchObject({ record: { id: 3 } });
    });

    it('says that there is none', async () => {
      expect(await get(`${PARTNERS}/records/999999`)).toMatchObject({
        status: 404,
        body: { error: { code: 'not_found' } },
      });
    });

    it.each(['x', '1.5', '-1', '0', '1,2', '99999999999999999999'])('takes %s for no id', async (id) => {
      expect(await get(`${PARTNERS}/records/${id}`)).toMatchObject({
        status: 400,
        body: { error: { code: 'invalid_arguments' } },
      });
    });
  });

  describe('GET …/aggregate', () => {
    it('counts and sums', async () => {
      const { status, body } = await get(`${PARTNERS}/aggregate`, { group_by: 'country_id', aggregates: 'color:sum' });
      expect([status, body]).toMatchObject([200, { model: 'res.partner' }]);
      expect(JSON.stringify(body)).toContain('color:sum');
    });

    it.each<[string, Record<string, unknown>, number]>([
      ['no grouping', {}, 400],
      ['an aggregate that is none', { group_by: 'country_id', aggregates: 'color' }, 400],
      ['a grouping that is none', { group_by: 'country_id;drop' }, 400],
      ['a secret', { group_by: 'user_id.password' }, 403],
    ])('refuses %s', async (_what, parameters, status) => {
      expect(await get(`${PARTNERS}/aggregate`, parameters)).toMatchObject({ status });
    });
  });

  describe('writing', () => {
    it('creates, changes and deletes with a key that may', async () => {
      const made = await send(readwrite, 'POST', `${PARTNERS}/records`, { name: 'New', email: 'new@example.com' });
      expect([made.status, made.body]).toMatchObject([
        201,
        { success: true, created_id: expect.any(Number) as number },
      ]);
      const path = `${PARTNERS}/records/${String(made.body['created_id'])}`;
      expect(await send(readwrite, 'PATCH', path, { name: 'Newer' })).toMatchObject({
        status: 200,
        body: { success: true },
      });
      expect((await get(path, { fields: 'name,email' })).body).toMatchObject({
        record: { name: 'Newer', email: 'new@example.com' },
      });
      expect(await send(readwrite, 'DELETE', path)).toMatchObject({ status: 200, body: { success: true } });
      expect((await get(path)).status).toBe(404);
    });

    it('creates several from a list', async () => {
      const { status, body } = await send(readwrite, 'POST', `${PARTNERS}/records`, [{ name: 'a' }, { name: 'b' }]);
      expect([status, body['created_ids']]).toEqual([201, [expect.any(Number), expect.any(Number)]]);
    });

    const writes = [
      ['POST', `${PARTNERS}/records`, { name: 'x' }],
      ['PATCH', `${PARTNERS}/records/3`, { name: 'x' }],
      ['DELETE', `${PARTNERS}/records/3`, undefined],
    ] as const;

    it.each(writes)('%s is refused in readonly, and Odoo never hears of it', async (method, path, values) => {
      const before = sandbox.calls.counts.total;
      expect(await send(readonly, method, path, values)).toMatchObject({
        status: 403,
        body: { error: { code: 'forbidden', layer: 'mode' } },
      });
      expect(sandbox.calls.counts.total).toBe(before);
    });

    it.each<[string, string, string, unknown, number]>([
      ['values that are text', 'POST', `${PARTNERS}/records`, 'name', 400],
      ['values that are nothing', 'POST', `${PARTNERS}/records`, null, 400],
      ['an empty list', 'POST', `${PARTNERS}/records`, [], 400],
      ['no body', 'PATCH', `${PARTNERS}/records/3`, undefined, 400],
      ['an id that is none', 'PATCH', `${PARTNERS}/records/x`, { name: 'x' }, 400],
      ['the deletion of what is no record', 'DELETE', `${PARTNERS}/records/x`, undefined, 400],
      ['a field that does not exist', 'PATCH', `${PARTNERS}/records/3`, { nmae: 'x' }, 400],
      ['a secret', 'PATCH', `${PARTNERS}/records/3`, { signup_token: 'x' }, 400],
      ['a user', 'PATCH', '/odoo/models/res.users/records/2', { name: 'x' }, 403],
      ['a protected model', 'POST', '/odoo/models/ir.config_parameter/records', { key: 'x' }, 403],
      ['a model that does not exist', 'POST', '/odoo/models/no.such.model/records', { name: 'x' }, 404],
      ['a record that does not exist', 'DELETE', `${PARTNERS}/records/999999`, undefined, 404],
    ])('refuses %s', async (_what, method, path, values, status) => {
      const answer = await send(readwrite, method, path, values);
      expect([answer.status, answer.body]).toMatchObject([status, { error: { code: expect.any(String) as string } }]);
    });
  });
});
