import { type Sandbox, startSandbox } from '../../apps/sandbox/src/sandbox.js';
import { type RunningGateway, sandboxSettings, startGateway, TEST_KEY } from '../fixtures/gateway.js';
import type { ResourceReader } from '../security/doors/door.js';
import { resourceDoors } from '../security/doors/resource-doors.js';

/** As small as the setting may be. */
const BUDGET = 1000;

const ADDRESSES = [
  'odoo://models',
  'odoo://users',
  'odoo://models/res.partner',
  'odoo://models/sale.order',
  'odoo://records/res.partner/1',
];

const NAME = 'A very long name of a company. '.repeat(100);

describe('RESPONSE_BYTE_BUDGET', () => {
  let sandbox: Sandbox;
  let gateway: RunningGateway;

  beforeAll(async () => {
    sandbox = await startSandbox();
    const settings = { ...sandboxSettings(sandbox), RATE_LIMIT_REQUESTS: '100000' };
    gateway = await startGateway({ ...settings, RESPONSE_BYTE_BUDGET: String(BUDGET), MCP_MODE: 'readwrite' });
    const params = { model: 'res.partner', ids: [1], values: { name: NAME, city: NAME } };
    await gateway.post('/mcp/tools/call', { method: 'odoo_write', params });
  });

  afterAll(async () => {
    await gateway.close();
    await sandbox.close();
  });

  describe.each(resourceDoors)('by $name', (door) => {
    let read: ResourceReader;

    beforeAll(async () => {
      read = await door.open(gateway);
    });

    it.each(ADDRESSES)('is kept by %s', async (uri) => {
      const { text } = await read(uri);
      const { result } = JSON.parse(text) as { result: { contents: [{ text: string }] } };
      const [contents] = result.contents;
      expect(Buffer.byteLength(contents.text)).toBeLessThanOrEqual(BUDGET);
      expect(JSON.parse(contents.text)).toEqual(expect.any(Object));
    });

    it('is told by what it has left out', async () => {
      const { text } = await read('odoo://models/res.partner');
      expect(text).toMatch(/\\"field_count\\":\d+/);
      expect((await read('odoo://records/res.partner/1')).text).toContain('more characters]');
    });
  });

  it('is none for dashboards', async () => {
    const headers = { 'x-api-key': TEST_KEY };
    const answer = await fetch(`${gateway.url}/odoo/models/res.partner/fields`, { headers });
    const text = await answer.text();
    const { fields } = JSON.parse(text) as { fields: Record<string, object> };
    expect(Buffer.byteLength(text)).toBeGreaterThan(BUDGET);
    expect(fields).toMatchObject({ name: { type: 'char', readonly: false }, sale_order_ids: { type: 'one2many' } });
  });
});
