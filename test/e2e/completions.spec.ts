import { McpWire } from '../fixtures/mcp-wire.js';
import { SLOWEST_MS, Travel, WAY_NAME, WAYS } from './ways.js';

jest.setTimeout(SLOWEST_MS);

const MODEL = 'odoo://models/{model}';
const RECORD = 'odoo://records/{model}/{id}';
const REPORT = 'odoo://reports/{report}/{ids}';
const INVOICE = { report: 'account.report_invoice' };

interface Completion {
  readonly values: readonly string[];
  readonly hasMore: boolean;
  readonly total?: number;
}

describe.each(WAYS)(`completions: ${WAY_NAME}`, (way) => {
  let travel: Travel;

  beforeAll(async () => {
    travel = await Travel.start(way);
  });

  afterAll(() => travel.close());

  /** Of a template by its address, or of a prompt by its name. There are none over REST. */
  async function complete(
    of: string,
    name: string,
    value: string,
    others: Record<string, string> = {},
  ): Promise<Completion> {
    const ref = of.includes('://') ? { type: 'ref/resource', uri: of } : { type: 'ref/prompt', name: of };
    const { body } = await new McpWire(travel.gateway).modern('completion/complete', {
      ref,
      argument: { name, value },
      context: { arguments: others },
    });
    const { result } = body as { result?: { completion: Completion } };
    if (!result) throw new Error(`Nothing was completed: ${JSON.stringify(body)}`);
    return result.completion;
  }

  it.each<[string, string, string, Record<string, string>, string]>([
    [MODEL, 'model', 'res.part', {}, 'res.partner'],
    [RECORD, 'model', 'sale.o', {}, 'sale.order'],
    [REPORT, 'report', 'account.report_inv', {}, 'account.report_invoice'],
    ['explore_model', 'model', 'crm.', {}, 'crm.lead'],
    ['data_quality', 'fields', 'name,ema', { model: 'res.partner' }, 'name,email'],
    ['customer_360', 'customer', 'azure', {}, 'Azure Interior'],
    ['pipeline_review', 'salesperson', 'marc', {}, 'Marc Demo'],
  ])('of %s, %s offers for %j what there is', async (of, name, typed, others, value) => {
    const { values, hasMore, total } = await complete(of, name, typed, others);
    expect(values).toContain(value);
    expect([hasMore, total]).toEqual([false, values.length]);
  });

  it('offer the ids of the records changed last', async () => {
    // No test writes countries, so the order stands.
    const model = 'res.country';
    const newest = (await travel.direct.ask(model, 'search_read', undefined, {
      domain: [],
      fields: ['id'],
      order: 'write_date desc, id desc',
      limit: 100,
    })) as Array<{ id: number }>;
    const ids = newest.map(({ id }) => String(id));
    expect(await complete(RECORD, 'id', '', { model })).toEqual({ values: ids, hasMore: true });
    const { values } = await complete(RECORD, 'id', '1', { model });
    expect(values).toEqual(ids.filter((id) => id.startsWith('1')));
  });

  it('offer the ids of records by their names', async () => {
    const found = await travel.direct.searchRead('res.partner', [['name', '=', 'Azure Interior']], ['id'], 1);
    const { values } = await complete(RECORD, 'id', 'azure interior', { model: 'res.partner' });
    expect(values).toContain(String(found[0]?.['id']));
  });

  it('offer the ids of what a report is about', async () => {
    // The oldest, since other tests make and remove some.
    const [first, second] = (await complete(REPORT, 'ids', '', INVOICE)).values.slice(-2);
    const { values } = await complete(REPORT, 'ids', `${first},${second}`, INVOICE);
    expect(values).toContain(`${first},${second}`);
    const rows = await travel.direct.read('account.move', [Number(first), Number(second)], ['id']);
    expect(rows).toHaveLength(2);
  });

  it.each([
    ['res.users', 'password'],
    ['res.users', 'totp_secret'],
    ['res.partner', 'signup_type'],
  ])('offer no secret field of %s: %s', async (model, field) => {
    expect((await complete('data_quality', 'fields', field, { model })).values).toEqual([]);
  });

  it.each(['ir.config_parameter', 'ir.attachment', 'no.such.model'])('offer no ids of %s', async (model) => {
    for (const typed of ['', '1', 'a']) {
      await expect(complete(RECORD, 'id', typed, { model })).rejects.toThrow('Nothing was completed');
    }
  });

  if (way.user === 'demo') {
    it('offer no record that Odoo does not show this user', async () => {
      const [foreign] = await travel.admin.searchRead(
        'sale.order',
        [['user_id.login', '=', 'admin']],
        ['id', 'name'],
        1,
      );
      const { values } = await complete(RECORD, 'id', String(foreign?.['name']), { model: 'sale.order' });
      expect(values).toEqual([]);
    });
  }
});
