import { type Sandbox, startSandbox } from '../../apps/sandbox/src/sandbox.js';
import { type RunningGateway, sandboxSettings, startGateway } from '../fixtures/gateway.js';

describe('POST /odoo/query', () => {
  let sandbox: Sandbox;
  let readonly: RunningGateway;
  let readwrite: RunningGateway;

  beforeAll(async () => {
    sandbox = await startSandbox();
    readonly = await startGateway(sandboxSettings(sandbox));
    readwrite = await startGateway({ ...sandboxSettings(sandbox), MCP_MODE: 'readwrite' });
  });

  afterAll(async () => {
    await readonly.close();
    await readwrite.close();
    await sandbox.close();
  });

  const search = {
    model: 'res.partner',
    method: 'search_read',
    args: [[['is_company', '=', true]]],
    kwargs: { fields: ['name'], limit: 3, order: 'id' },
  };

  it('calls a reading method with a readonly key', async () => {
    const { status, body } = await readonly.post('/odoo/query', search);
    expect(status).toBe(200);
    expect(body).toEqual({
      result: Array.from({ length: 3 }, () => ({ id: expect.any(Number), name: expect.any(String) })),
    });
  });

  it('asks Odoo for the fields of a model once, and of those that related fields lead to', async () => {
    const users = { model: 'res.users', method: 'search_read', args: [[]], kwargs: { fields: ['login', 'email'] } };
    await readonly.post('/odoo/query', users);
    sandbox.calls.clear();
    expect((await readonly.post('/odoo/query', users)).status).toBe(200);
    expect(sandbox.calls.list.map(({ model, method }) => [model, method])).toEqual([['res.users', 'search_read']]);
  });

  it('needs neither args nor kwargs', async () => {
    const { status, body } = await readonly.post('/odoo/query', {
      model: 'res.country',
      method: 'fields_get',
    });
    expect([status, body]).toMatchObject([200, { result: { code: { type: 'char' } } }]);
  });

  it.each(['write', 'create', 'unlink', 'toggle_active', 'action_confirm'])(
    'refuses %s in readonly',
    async (method) => {
      const { status, body } = await readonly.post('/odoo/query', { ...search, method, args: [[1]] });
      expect([status, body]).toMatchObject([403, { error: { code: 'forbidden', layer: 'mode' } }]);
    },
  );

  it('calls others with a key that may write', async () => {
    const made = await readwrite.post('/odoo/query', {
      model: 'res.partner',
      method: 'create',
      args: [[{ name: 'Made by a query' }]],
    });
    expect([made.status, made.body]).toEqual([200, { result: [expect.any(Number) as number] }]);
    const archived = await readwrite.post('/odoo/query', {
      model: 'res.partner',
      method: 'action_archive',
      args: [(made.body as { result: unknown }).result],
    });
    expect(archived.status).toBe(200);
  });

  it.each<[string, unknown]>([
    ['nothing', {}],
    ['a list', []],
    ['no method', { model: 'res.partner' }],
    ['a model that is a number', { ...search, model: 7 }],
    ['args that are an object', { ...search, args: { domain: [] } }],
    ['kwargs that are a list', { ...search, kwargs: [] }],
    ['kwargs that are text', { ...search, kwargs: '{}' }],
    ['a member that is not known', { ...search, context: {} }],
    ['a model that is none', { ...search, model: 'Res.Partner' }],
    ['a method that is none', { ...search, method: 'search read' }],
  ])('refuses %s', async (_what, given) => {
    const { status, body } = await readonly.post('/odoo/query', given);
    expect([status, body]).toMatchObject([400, { error: { code: 'invalid_arguments', layer: 'arguments' } }]);
  });
});
