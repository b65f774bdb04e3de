import { randomBytes } from 'node:crypto';
import type { OdooRecord } from '#libs/contracts';
import { TEST_KEY } from '../fixtures/gateway.js';
import { MODELS, SLOWEST_MS, Travel } from './ways.js';

jest.setTimeout(SLOWEST_MS);

const USERS = [
  { version: 19, user: 'admin', door: 'REST' },
  { version: 19, user: 'demo', door: 'REST' },
  { version: 14, user: 'admin', door: 'REST' },
  { version: 14, user: 'demo', door: 'REST' },
] as const;

describe.each(USERS)('REST: $user on Odoo $version', (way) => {
  const token = `e2e-${randomBytes(5).toString('hex')}`;
  let travel: Travel;

  beforeAll(async () => {
    travel = await Travel.start(way, { MCP_MODE: 'readwrite' });
  });

  afterAll(async () => {
    try {
      await travel.admin.remove('res.partner', [['name', '=like', `${token}%`]]);
    } finally {
      await travel.close();
    }
  });

  async function send(method: string, path: string, body?: unknown): Promise<{ status: number; body: unknown }> {
    const answer = await fetch(travel.gateway.url + path, {
      method,
      headers: { 'x-api-key': TEST_KEY, ...(body !== undefined && { 'content-type': 'application/json' }) },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    return { status: answer.status, body: (await answer.json()) as unknown };
  }

  const records = (model: string, query: Record<string, string>) =>
    `/odoo/models/${model}/records?${new URLSearchParams(query).toString()}`;

  describe.each(MODELS)('%s', (model) => {
    let oldest: OdooRecord[];

    beforeAll(async () => {
      oldest = await travel.direct.searchRead(model, [], ['id', 'display_name'], 3);
    });

    const domain = () => JSON.stringify([['id', 'in', oldest.map(({ id }) => id)]]);
    const query = () => ({ domain: domain(), fields: 'id,display_name', order: 'id' });

    it('GET …/fields', async () => {
      const { status, body } = await send('GET', `/odoo/models/${model}/fields`);
      expect(status).toBe(200);
      expect(body).toMatchObject({ model, fields: { id: { type: 'integer' }, display_name: { type: 'char' } } });
    });

    it('GET …/records', async () => {
      const { status, body } = await send('GET', records(model, query()));
      expect(status).toBe(200);
      expect(body).toMatchObject({ model, count: 3, records: oldest, has_more: false, total: 3 });
    });

    it('GET …/records as CSV, page by page', async () => {
      const first = await travel.get(records(model, { ...query(), format: 'csv', limit: '2' }));
      expect(first.headers.get('content-type')).toBe('text/csv; charset=utf-8');
      expect(first.headers.get('content-disposition')).toBe(`attachment; filename="${model}.csv"`);
      const cursor = first.headers.get('x-next-cursor') ?? '';
      const second = await travel.get(records(model, { ...query(), format: 'csv', limit: '2', cursor }));
      expect(second.headers.get('x-next-cursor')).toBeNull();
      const lines = [...(await first.text()).trim().split(/\r?\n/), ...(await second.text()).trim().split(/\r?\n/)];
      const ids = lines.filter((line) => /^\d/.test(line)).map((line) => Number.parseInt(line, 10));
      expect(ids).toEqual(oldest.map(({ id }) => id));
    });

    it('GET …/records/{id}', async () => {
      const path = `/odoo/models/${model}/records/${Number(oldest[0]?.['id'])}?fields=id,display_name`;
      expect(await send('GET', path)).toEqual({ status: 200, body: { model, record: oldest[0] } });
    });

    it('GET …/aggregate', async () => {
      const asked = new URLSearchParams({ domain: domain(), group_by: 'create_uid', aggregates: '__count' });
      const { status, body } = await send('GET', `/odoo/models/${model}/aggregate?${asked.toString()}`);
      expect(status).toBe(200);
      const { groups } = body as { groups: Array<{ __count: number }> };
      expect(groups.map((group) => group.__count).reduce((sum, count) => sum + count, 0)).toBe(3);
    });

    it('POST /odoo/query', async () => {
      const call = { model, method: 'search_read', args: [JSON.parse(domain())], kwargs: { fields: ['display_name'] } };
      const { status, body } = await send('POST', '/odoo/query', call);
      expect(status).toBe(200);
      const { result } = body as { result: OdooRecord[] };
      expect(result.toSorted((a, b) => Number(a['id']) - Number(b['id']))).toEqual(oldest);
    });
  });

  it('GET /odoo/models', async () => {
    const { status, body } = await send('GET', '/odoo/models');
    expect(status).toBe(200);
    const { models } = body as { models: Array<{ model: string }> };
    expect(models.map(({ model }) => model)).toEqual(expect.arrayContaining([...MODELS]));
  });

  it('POST, PATCH and DELETE …/records', async () => {
    const made = await send('POST', '/odoo/models/res.partner/records', {
      name: `${token} one`,
      country_id: 'Belgium',
    });
    expect(made).toMatchObject({ status: 201, body: { success: true } });
    const { created_id: id } = made.body as { created_id: number };
    const path = `/odoo/models/res.partner/records/${id}`;
    expect(await send('PATCH', path, { city: 'Gent' })).toMatchObject({ status: 200, body: { updated_ids: [id] } });
    expect(await travel.direct.read('res.partner', [id], ['city', 'country_id'])).toEqual([
      { id, city: 'Gent', country_id: [expect.any(Number), 'Belgium'] },
    ]);
    expect(await send('DELETE', path)).toMatchObject({ status: 200, body: { deleted_ids: [id] } });
    expect(await travel.direct.search('res.partner', [['name', '=like', `${token}%`]])).toEqual([]);
    expect(await send('DELETE', path)).toMatchObject({ status: 404, body: { error: { code: 'not_found' } } });
    expect(await send('GET', path)).toMatchObject({ status: 404, body: { error: { code: 'not_found' } } });
  });

  it('POST …/records makes several from a list', async () => {
    const values = ['two', 'three'].map((name) => ({ name: `${token} ${name}` }));
    const { status, body } = await send('POST', '/odoo/models/res.partner/records', values);
    expect(status).toBe(201);
    expect((body as { created_ids: number[] }).created_ids).toHaveLength(2);
  });

  it.each([
    ['a model that does not exist', 'GET', '/odoo/models/res.partnr/records', 404, 'not_found'],
    ['a field that does not exist', 'GET', '/odoo/models/res.partner/records?fields=nmae', 400, 'invalid_arguments'],
    ['a domain that is no JSON', 'GET', '/odoo/models/res.partner/records?domain=name', 400, 'invalid_arguments'],
    ['a hidden model', 'GET', '/odoo/models/ir.config_parameter/records', 403, 'forbidden'],
    ['a record that does not exist', 'GET', '/odoo/models/res.partner/records/999999999', 404, 'not_found'],
    ['an id that is no number', 'GET', '/odoo/models/res.partner/records/x', 400, 'invalid_arguments'],
    ['a parameter that does not exist', 'GET', '/odoo/models/res.partner/records?limt=1', 400, 'invalid_arguments'],
  ])('answers %s', async (_name, method, path, status, code) => {
    expect(await send(method, path)).toMatchObject({ status, body: { error: { code } } });
  });

  it('tells the mode, the tools, the resources and the routes', async () => {
    expect(await send('GET', '/health')).toMatchObject({ status: 200, body: { status: 'healthy', mode: 'readwrite' } });
    expect(await send('GET', '/mcp/mode')).toMatchObject({ status: 200, body: { mode: 'readwrite' } });
    expect(await send('POST', '/mcp/initialize', {})).toMatchObject({ body: { capabilities: { tools: true } } });
    const { tools } = (await send('POST', '/mcp/tools/list', {})).body as { tools: Array<{ name: string }> };
    expect(tools.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['odoo_search', 'odoo_unlink', 'odoo_report']),
    );
    expect(await send('GET', '/openapi.json')).toMatchObject({
      status: 200,
      body: { paths: { '/odoo/models/{model}/records/{id}': { get: {}, patch: {}, delete: {} } } },
    });
  });

  if (way.user === 'demo') {
    it('answers what Odoo does not let this user do', async () => {
      const forbidden = { status: 403, body: { error: { code: 'forbidden', layer: 'odoo' } } };
      expect(await send('GET', '/odoo/models/mail.blacklist/records')).toMatchObject(forbidden);
      const product = { name: `${token} product` };
      expect(await send('POST', '/odoo/models/product.product/records', product)).toMatchObject(forbidden);
      const [foreign] = await travel.admin.searchRead('sale.order', [['user_id.login', '=', 'admin']], ['id'], 1);
      const path = `/odoo/models/sale.order/records/${Number(foreign?.['id'])}`;
      expect(await send('PATCH', path, { client_order_ref: 'x' })).toMatchObject(forbidden);
      expect(await send('GET', path)).toMatchObject(forbidden);
    });
  }
});
