import { type Sandbox, startSandbox } from '../../apps/sandbox/src/sandbox.js';
import { type RunningGateway, sandboxSettings, startGateway } from '../fixtures/gateway.js';
import { McpWire } from '../fixtures/mcp-wire.js';

const ORDERS = { model: 'sale.order', fields: ['name', 'date_order'], limit: 2 };
const TOLD = { moments: 'UTC', timezone: 'Europe/Brussels' };

describe('moments in answers', () => {
  let sandbox: Sandbox;
  let gateway: RunningGateway;

  beforeAll(async () => {
    sandbox = await startSandbox();
    gateway = await startGateway({ ...sandboxSettings(sandbox), MCP_MODE: 'readwrite' });
  });

  afterAll(async () => {
    await gateway.close();
    await sandbox.close();
  });

  async function result(method: string, params: unknown): Promise<unknown> {
    const { body } = await gateway.post('/mcp/tools/call', { method, params });
    return (body as { result: unknown }).result;
  }

  it.each([
    ['odoo_search', ORDERS],
    ['odoo_read', { model: 'sale.order', ids: [1], fields: ['date_order'] }],
    ['odoo_aggregate', { model: 'sale.order', group_by: ['date_order:month'] }],
    ['odoo_create', { model: 'sale.order', values: { partner_id: 1, date_order: '2026-05-01T10:00:00+02:00' } }],
    ['odoo_write', { model: 'sale.order', ids: [2], values: { date_order: '2026-05-01T10:00:00+02:00' } }],
  ])('are told to be in UTC, with the zone of the user: %s', async (tool, args) => {
    expect(await result(tool, args)).toMatchObject(TOLD);
  });

  it('are not spoken of where there are none', async () => {
    expect(await result('odoo_search', { ...ORDERS, fields: ['name', 'validity_date'] })).not.toHaveProperty('moments');
  });

  it('are told once in the text for models', async () => {
    const { body } = await new McpWire(gateway).modern('tools/call', { name: 'odoo_search', arguments: ORDERS });
    const { content } = (body as { result: { content: [{ text: string }] } }).result;
    expect(content[0].text).toMatch(
      /^sale\.order: 2 rows, moments in UTC \(user's zone Europe\/Brussels\), more follow/,
    );
  });

  it('cost no call of Odoo, once its fields and its user are known', async () => {
    await result('odoo_search', ORDERS);
    sandbox.calls.clear();
    await result('odoo_search', ORDERS);
    expect(sandbox.calls.list.map(({ method }) => method)).toEqual(['search_read']);
  });
});
