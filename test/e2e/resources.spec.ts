import { McpWire } from '../fixtures/mcp-wire.js';
import { makeInvoice } from './own-invoice.js';
import { pdfText } from './pdf-text.js';
import { MODELS, SLOWEST_MS, Travel, WAY_NAME, WAYS } from './ways.js';

jest.setTimeout(SLOWEST_MS);

interface Contents {
  readonly uri: string;
  readonly mimeType: string;
  readonly text?: string;
  readonly blob?: string;
}

describe.each(WAYS)(`resources: ${WAY_NAME}`, (way) => {
  let travel: Travel;

  beforeAll(async () => {
    travel = await Travel.start(way, { MCP_MODE: 'readwrite' });
  });

  afterAll(() => travel.close());

  async function contents(uri: string): Promise<Contents> {
    const { body } =
      way.door === 'MCP'
        ? await new McpWire(travel.gateway).modern('resources/read', { uri })
        : await travel.gateway.post('/mcp/resources/read', { params: { uri } });
    const { result } = body as { result?: { contents: Contents[] } };
    const [first] = result?.contents ?? [];
    if (!first) throw new Error(`${uri} was not read: ${JSON.stringify(body)}`);
    return first;
  }

  async function read(uri: string): Promise<Record<string, unknown>> {
    const { mimeType, text = '', ...rest } = await contents(uri);
    expect(mimeType).toBe('application/json');
    expect(rest.uri).toBe(uri);
    return JSON.parse(text) as Record<string, unknown>;
  }

  /** The addresses of a list, as the door's own protocol names them. */
  async function listed(kind: 'resources' | 'resourceTemplates'): Promise<unknown[]> {
    const rest = way.door === 'REST';
    const method = kind === 'resources' ? 'resources/list' : 'resources/templates/list';
    const { body } = rest
      ? await travel.gateway.post('/mcp/resources/list', {})
      : await new McpWire(travel.gateway).modern(method);
    const lists = (rest ? body : (body as { result: unknown }).result) as Record<
      string,
      Array<Record<string, unknown>>
    >;
    const address = kind === 'resources' || rest ? 'uri' : 'uriTemplate';
    return (lists[kind] ?? []).map((one) => one[address]);
  }

  it('lists four, and three templates', async () => {
    const fixed = ['odoo://models', 'odoo://users', 'odoo://companies', 'odoo://config'];
    const open = ['odoo://models/{model}', 'odoo://records/{model}/{id}', 'odoo://reports/{report}/{ids}'];
    expect(await listed('resources')).toEqual(fixed);
    expect(await listed('resourceTemplates')).toEqual(open);
  });

  it('odoo://models has what may be read, and nothing protected', async () => {
    const { models } = (await read('odoo://models')) as { models: Array<{ model: string; name: string }> };
    const names = models.map(({ model }) => model);
    expect(names).toEqual(expect.arrayContaining([...MODELS]));
    for (const hidden of ['ir.config_parameter', 'ir.cron', 'res.users.apikeys']) expect(names).not.toContain(hidden);
  });

  it.each(MODELS)('odoo://models/%s has its fields', async (model) => {
    const { fields } = (await read(`odoo://models/${model}`)) as { fields: Record<string, unknown> };
    const direct = (await travel.direct.ask(model, 'fields_get', undefined, { attributes: ['type'] })) as object;
    // Those that are protected are left out.
    expect(Object.keys(direct)).toEqual(expect.arrayContaining(Object.keys(fields)));
    expect(Object.keys(fields).length).toBeGreaterThan(Object.keys(direct).length * 0.9);
  });

  it('odoo://users and odoo://companies have what Odoo itself has', async () => {
    const { users } = await read('odoo://users');
    expect(users).toEqual(
      await travel.direct.searchRead('res.users', [], ['id', 'name', 'login', 'active', 'company_id']),
    );
    const { companies } = (await read('odoo://companies')) as { companies: unknown[] };
    const direct = await travel.direct.searchRead('res.company', [], ['id', 'name', 'currency_id']);
    expect(companies).toMatchObject(direct);
  });

  it('odoo://config tells the version and the main company', async () => {
    const config = await read('odoo://config');
    const [company] = await travel.direct.searchRead('res.company', [], ['name', 'currency_id'], 1);
    expect(config).toMatchObject({
      version: expect.stringMatching(new RegExp(`^${way.version}\\.0`)) as string,
      edition: 'community',
      company: company?.['name'],
      currency: company?.['currency_id'],
      languages: [{ code: 'en_US', name: 'English (US)' }],
      mode: 'readwrite',
    });
    const apps = expect.arrayContaining(['crm', 'sale', 'stock']) as string[];
    // On 14 an employee may not ask for them.
    expect(config['modules']).toEqual(way.user === 'demo' && way.version === 14 ? [] : apps);
    const { modules: _modules, ...rest } = config;
    expect(JSON.stringify(rest)).not.toMatch(/secret|uuid|passw|token/i);
  });

  it.each(MODELS)('odoo://records/%s/… has a record', async (model) => {
    const [first] = await travel.direct.searchRead(model, [], ['display_name'], 1);
    const { record } = await read(`odoo://records/${model}/${Number(first?.['id'])}`);
    expect(record).toMatchObject(first ?? {});
  });

  it('odoo://reports/… is the PDF', async () => {
    const invoice = await makeInvoice(travel);
    try {
      const { mimeType, blob = '' } = await contents(`odoo://reports/account.report_invoice/${invoice.id}`);
      expect(mimeType).toBe('application/pdf');
      expect(pdfText(Buffer.from(blob, 'base64'))).toContain(invoice.word);
    } finally {
      await invoice.remove();
    }
  });

  it.each([
    ['a model that does not exist', 'odoo://models/res.partnr'],
    ['a hidden model', 'odoo://models/ir.config_parameter'],
    ['a hidden record', 'odoo://records/ir.config_parameter/1'],
    ['a record that does not exist', 'odoo://records/res.partner/999999999'],
    ['a record without a number', 'odoo://records/res.partner/x'],
    ['an address that does not exist', 'odoo://nothing'],
  ])('refuses %s', async (_name, uri) => {
    await expect(contents(uri)).rejects.toThrow('was not read');
  });

  if (way.user === 'demo') {
    it('does not show a record that Odoo does not show this user', async () => {
      const [foreign] = await travel.admin.searchRead('sale.order', [['user_id.login', '=', 'admin']], ['id'], 1);
      await expect(contents(`odoo://records/sale.order/${Number(foreign?.['id'])}`)).rejects.toThrow('forbidden');
    });
  }
});
