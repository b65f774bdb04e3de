import type { GatewayConfig } from '#libs/config';
import type { OdooTarget, Principal } from '#libs/contracts';
import { keyOf, SetAccess } from '../fixtures/access.js';
import { type Environment, type RunningGateway, startGateway } from '../fixtures/gateway.js';
import { realOdoo, realOdooSettings } from '../fixtures/real-odoo.js';
import { SLOWEST_MS } from './ways.js';

jest.setTimeout(SLOWEST_MS);

/** The demo data have invoices of companies 1 and 2, and both users have both companies. */
const COMPANIES = [1, 2] as const;
const NOBODYS = 9999;
const INVOICE = { model: 'account.move', domain: [['move_type', '=', 'out_invoice']] };

interface Body {
  readonly result: {
    readonly count: number;
    readonly result: unknown;
    readonly records: ReadonlyArray<{ readonly id: number; readonly company_id: readonly [number, string] }>;
  };
  readonly error?: { readonly data: { readonly code: string; readonly layer: string; readonly rule?: string } };
}

describe.each(['session', 'json2', 'jsonrpc'] as const)('companies and users of Odoo 19, by %s', (transport) => {
  const odoo = realOdoo(19);
  let gateway: RunningGateway;

  beforeAll(async () => {
    const credentials: Environment =
      transport === 'session' ? {} : { ODOO_PASSWORD: '', ODOO_API_KEY: odoo.apiKeys.admin };
    const settings = { ...realOdooSettings(odoo), ...credentials, ODOO_TRANSPORT: transport, MCP_MODE: 'readwrite' };
    gateway = await startGateway(settings, access);
  });

  afterAll(() => gateway.close());

  function access(config: GatewayConfig): SetAccess {
    return new SetAccess(config, (table) => {
      const [own] = table.keys;
      if (!own) throw new Error('The gateway of tests has a key.');
      const { principal: usual } = own;
      const key = (id: string, target: Partial<OdooTarget>) => {
        const principal: Principal = { ...usual, id, odoo: { ...usual.odoo, ...target } };
        return keyOf(id, principal);
      };
      const demo =
        transport === 'session'
          ? { password: 'demo', apiKey: undefined }
          : { password: undefined, apiKey: odoo.apiKeys.demo };
      return {
        ...table,
        identities: new Map([['demo', { username: 'demo', ...demo }]]),
        keys: [
          key('all', {}),
          key('company 1', { companies: [1] }),
          key('company 2', { companies: [2] }),
          key('nobody', { companies: [NOBODYS] }),
          key('demo', { identity: 'demo', companies: [2] }),
        ],
      };
    });
  }

  async function call(key: string, method: string, params: object): Promise<Body> {
    const answer = await gateway.post('/mcp/tools/call', { method, params }, { 'x-api-key': key });
    return answer.body as Body;
  }

  async function invoices(key: string): Promise<Body['result']['records']> {
    const { result } = await call(key, 'odoo_search', { ...INVOICE, fields: ['company_id'], limit: 100 });
    return result.records;
  }

  async function firstOf(company: number): Promise<number> {
    const [first] = await invoices(`company ${company}`);
    if (!first) throw new Error(`Company ${company} has no invoice.`);
    return first.id;
  }

  it.each(COMPANIES)('shows the records of company %d alone to a key of it', async (company) => {
    const seen = await invoices(`company ${company}`);
    expect(new Set(seen.map(({ company_id: [id] }) => id))).toEqual(new Set([company]));
    const all = await invoices('all');
    expect(seen.length).toBe(all.filter(({ company_id: [id] }) => id === company).length);
    expect(seen.length).toBeLessThan(all.length);
  });

  it('reads no record of another company by its id', async () => {
    const params = { model: 'account.move', ids: [await firstOf(1)], fields: ['name'] };
    expect((await call('company 1', 'odoo_read', params)).result.count).toBe(1);
    expect((await call('company 2', 'odoo_read', params)).error?.data).toMatchObject({
      code: 'forbidden',
      layer: 'odoo',
    });
  });

  it('lets no context lead out of the companies', async () => {
    const asked = (ids: readonly number[]) => ({
      model: 'account.move',
      method: 'search_count',
      args: [INVOICE.domain],
      kwargs: { context: { allowed_company_ids: ids } },
    });
    expect((await call('company 2', 'odoo_call', asked([1]))).error?.data).toMatchObject({ code: 'forbidden' });
    const { result } = await call('company 2', 'odoo_call', asked([1, 2]));
    expect(result.result).toBe((await invoices('company 2')).length);
  });

  it("is refused by Odoo where the companies are not the user's", async () => {
    expect((await call('nobody', 'odoo_count', INVOICE)).error?.data).toMatchObject({
      code: 'forbidden',
      layer: 'odoo',
    });
  });

  it('keeps the users apart, and each in its companies', async () => {
    const right = { model: 'res.currency', method: 'has_access', args: [[], 'write'] };
    const may = async (key: string) => (await call(key, 'odoo_call', right)).result.result;
    // Twice, so that what is kept of the one could be taken for the other.
    for (let round = 0; round < 2; round += 1) expect([await may('all'), await may('demo')]).toEqual([true, false]);
    const elsewhere = { model: 'sale.order', domain: [['company_id', '!=', 2]] };
    const count = async (key: string) => (await call(key, 'odoo_count', elsewhere)).result.count;
    expect(await count('all')).toBeGreaterThan(0);
    expect(await count('demo')).toBe(0);
  });

  it('prints for the records of its companies alone', async () => {
    const report = { report_name: 'account.report_invoice', record_ids: [await firstOf(2)], format: 'html' };
    const printed = (await call('company 2', 'odoo_report', report)).error?.data.code;
    // A key opens no session, without which Odoo prints nothing.
    expect(printed).toBe(transport === 'session' ? undefined : 'odoo_rejected');
    expect((await call('company 1', 'odoo_report', report)).error?.data.code).toBe('not_found');
  });
});
