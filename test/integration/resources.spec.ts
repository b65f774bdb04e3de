import { type Sandbox, startSandbox } from '../../apps/sandbox/src/sandbox.js';
import { type RunningGateway, sandboxSettings, startGateway, TEST_KEY } from '../fixtures/gateway.js';
import { McpWire } from '../fixtures/mcp-wire.js';

const FIXED = ['odoo://models', 'odoo://users', 'odoo://companies', 'odoo://config'];
const TEMPLATES = ['odoo://models/{model}', 'odoo://records/{model}/{id}', 'odoo://reports/{report}/{ids}'];

const namesOf = (items: unknown, member: string) =>
  (items as Array<Record<string, unknown>>).map((item) => item[member]);

describe('resources', () => {
  let sandbox: Sandbox;
  let gateway: RunningGateway;
  let wire: McpWire;

  beforeAll(async () => {
    sandbox = await startSandbox();
    gateway = await startGateway({ ...sandboxSettings(sandbox), RATE_LIMIT_REQUESTS: '100000' });
    wire = new McpWire(gateway);
  });

  afterAll(async () => {
    await gateway.close();
    await sandbox.close();
  });

  describe("by the seed's REST", () => {
    it('are listed with their templates', async () => {
      const { status, body } = await gateway.post('/mcp/resources/list', {});
      const { resources, resourceTemplates } = body as Record<string, unknown>;
      expect(status).toBe(200);
      expect(namesOf(resources, 'uri')).toEqual(FIXED);
      expect(namesOf(resourceTemplates, 'uri')).toEqual(TEMPLATES);
    });

    it.each([
      [{ params: { uri: 'odoo://users' }, id: 5 }, { id: 5 }],
      [{ params: { uri: 'odoo://users' } }, { id: null }],
      [
        { jsonrpc: '2.0', method: 'resources/read', params: { uri: 'odoo://users' }, id: 'a' },
        { jsonrpc: '2.0', id: 'a' },
      ],
    ])('are read by %j', async (request, envelope) => {
      const { status, body } = await gateway.post('/mcp/resources/read', request);
      expect([status, body]).toEqual([
        200,
        {
          ...envelope,
          result: {
            contents: [
              { uri: 'odoo://users', mimeType: 'application/json', text: expect.stringContaining('"login"') as string },
            ],
          },
        },
      ]);
    });

    it.each<[string, unknown, number, string]>([
      ['nothing', {}, 400, 'invalid_arguments'],
      ['a list', [], 400, 'invalid_arguments'],
      ['parameters that are null', { params: null }, 400, 'invalid_arguments'],
      ['an address that is a number', { params: { uri: 7 } }, 400, 'invalid_arguments'],
      ['an address that is none', { params: { uri: 'odoo://other' } }, 404, 'not_found'],
      ['a file', { params: { uri: 'file:///etc/passwd' } }, 404, 'not_found'],
      ['an id that is none', { params: { uri: 'odoo://records/res.partner/x' } }, 400, 'invalid_arguments'],
      ['a record that does not exist', { params: { uri: 'odoo://records/res.partner/999999' } }, 404, 'not_found'],
      ['a model that does not exist', { params: { uri: 'odoo://models/no.such.model' } }, 404, 'not_found'],
      ['a model in other letters', { params: { uri: 'odoo://models/Res.Partner' } }, 400, 'invalid_arguments'],
      ['a protected model', { params: { uri: 'odoo://models/ir.config_parameter' } }, 403, 'forbidden'],
      ['a protected record', { params: { uri: 'odoo://records/ir.config_parameter/1' } }, 403, 'forbidden'],
    ])('refuse %s', async (_what, request, status, code) => {
      const answer = await gateway.post('/mcp/resources/read', request);
      expect(answer).toMatchObject({ status, body: { error: { data: { code } }, id: null } });
    });

    it.each(['/mcp/resources/list', '/mcp/resources/read'])('need a key: %s', async (path) => {
      expect((await gateway.post(path, { params: { uri: 'odoo://users' } }, {})).status).toBe(401);
      const headers = { authorization: `Bearer ${TEST_KEY}` };
      expect((await fetch(gateway.url + path, { headers })).status).toBe(404);
    });
  });

  describe.each(['modern', 'legacy'] as const)('by MCP in the %s era', (era) => {
    let ask: (method: string, params?: Record<string, unknown>) => Promise<unknown>;

    beforeAll(async () => {
      const session = era === 'legacy' ? await wire.openSession() : undefined;
      ask = async (method, params = {}) => {
        const answer =
          era === 'modern' ? await wire.modern(method, params) : await wire.legacy(method, params, session);
        return answer.body;
      };
    });

    const resultOf = async (method: string, params: Record<string, unknown> = {}) => {
      const body = (await ask(method, params)) as { result?: Record<string, unknown> };
      if (!body.result) throw new Error(JSON.stringify(body));
      return body.result;
    };

    const read = async (uri: string): Promise<unknown> => {
      const { contents } = await resultOf('resources/read', { uri });
      const [content] = contents as [{ uri: string; mimeType: string; text: string }];
      expect([content.uri, content.mimeType]).toEqual([uri, 'application/json']);
      return JSON.parse(content.text);
    };

    it('are listed', async () => {
      const { resources } = await resultOf('resources/list');
      expect(namesOf(resources, 'uri')).toEqual(FIXED);
      const { resourceTemplates } = await resultOf('resources/templates/list');
      expect(namesOf(resourceTemplates, 'uriTemplate')).toEqual(TEMPLATES);
    });

    it('tell of models and their fields', async () => {
      const { models } = (await read('odoo://models')) as { models: unknown };
      expect(namesOf(models, 'model')).toEqual(expect.arrayContaining(['res.partner', 'sale.order']));
      expect(await read('odoo://models/res.users')).toMatchObject({ model: 'res.users', fields: { login: {} } });
      expect(JSON.stringify(await read('odoo://models/res.users'))).not.toMatch(/passw/);
    });

    it('tell of users', async () => {
      const { users } = (await read('odoo://users')) as { users: unknown };
      expect(namesOf(users, 'login')).toContain('demo');
      expect(Object.keys((users as object[])[0] ?? {})).toEqual(['id', 'name', 'login', 'active', 'company_id']);
    });

    it('tell of a record', async () => {
      expect(await read('odoo://records/res.partner/3')).toMatchObject({ model: 'res.partner', record: { id: 3 } });
    });

    it.each([
      ['odoo://other', 'not_found'],
      ['odoo://records/res.partner/999999', 'not_found'],
      ['odoo://models/ir.config_parameter', 'forbidden'],
    ])('refuse %s by an error of the protocol', async (uri, code) => {
      expect(await ask('resources/read', { uri })).toMatchObject({ error: { data: { code } } });
    });
  });
});
