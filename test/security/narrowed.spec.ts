import { type Sandbox, startSandbox } from '../../apps/sandbox/src/sandbox.js';
import { type RunningGateway, sandboxSettings, startGateway } from '../fixtures/gateway.js';
import { changeDoors } from './doors/change-doors.js';
import type { ToolCaller } from './doors/door.js';
import { subscriptionDoors } from './doors/subscription-doors.js';
import { doors } from './doors/tool-doors.js';

const LINE = 'sale.order.line';
const order = (order_line: unknown) => ({ model: 'sale.order', ids: [1], values: { order_line } });
const customer = (sale_order_ids: unknown) => ({ model: 'res.partner', ids: [1], values: { sale_order_ids } });
const query = (model: string, method: string, ...args: unknown[]) => ({ model, method, args });

/** What a list of the operator's denies, and tries to get it done all the same. */
const ATTACKS: ReadonlyArray<readonly [entry: string, tool: string, args: unknown]> = [
  [`${LINE}:create`, 'odoo_write', order([[0, 0, { name: 'x' }]])],
  [`${LINE}:create`, 'odoo_write', order([{ name: 'x' }])],
  [`${LINE}:create`, 'odoo_create', { model: 'sale.order', values: { partner_id: 1, order_line: [[0, 0, {}]] } }],
  [`${LINE}:create`, 'odoo_write', customer([[1, 1, { order_line: [[0, 0, { name: 'x' }]] }]])],
  [`${LINE}:create`, 'odoo_call', query('sale.order', 'copy', [1], { order_line: [[0, 0, { name: 'x' }]] })],
  [`${LINE}:write`, 'odoo_write', order([[1, 1, { name: 'x' }]])],
  [`${LINE}:write`, 'odoo_write', order([[4, 1]])],
  [`${LINE}:write`, 'odoo_write', customer([[0, 0, { order_line: [[1, 1, { name: 'x' }]] }]])],
  [`${LINE}:write`, 'odoo_call', query('sale.order', 'write', [1], { order_line: [1] })],
  [`${LINE}:write`, 'odoo_call', query('sale.order', 'create', [{ order_line: [[6, 0, [1]]] }])],
  [`${LINE}:unlink`, 'odoo_write', order([[2, 1]])],
  [`${LINE}:unlink`, 'odoo_write', order([[3, 1]])],
  [`${LINE}:unlink`, 'odoo_write', order([[5]])],
  [`${LINE}:unlink`, 'odoo_call', query('sale.order', 'write', [1], { order_line: false })],
  ['res.partner:create', 'odoo_call', query('res.partner', 'name_create', 'x')],
  ['res.partner:create', 'odoo_call', query('res.partner', 'copy', [1])],
];

const DENIED = [...new Set(ATTACKS.map(([entry]) => entry))];
const WRITES = new Set(['create', 'write', 'unlink', 'copy', 'name_create']);

describe.each(doors)('METHODS_DENY, by $name', (door) => {
  let sandbox: Sandbox;
  const gateways = new Map<string, { readonly gateway: RunningGateway; readonly call: ToolCaller }>();

  beforeAll(async () => {
    sandbox = await startSandbox();
    for (const entry of DENIED) {
      const gateway = await startGateway({ ...sandboxSettings(sandbox), MCP_MODE: 'readwrite', METHODS_DENY: entry });
      gateways.set(entry, { gateway, call: await door.open(gateway) });
    }
  });

  afterAll(async () => {
    for (const { gateway } of gateways.values()) await gateway.close();
    await sandbox.close();
  });

  it.each(ATTACKS)('%s stands against %s %j', async (entry, tool, args) => {
    sandbox.calls.clear();
    const answer = await gateways.get(entry)?.call(tool, args);
    expect(answer).toMatchObject({ outcome: 'forbidden' });
    expect(answer?.text).toMatch(/would \w+ records of [\w.]+, which is denied/);
    expect(sandbox.calls.list.filter(({ method }) => WRITES.has(method ?? ''))).toEqual([]);
  });
});

describe('MODELS_DENY', () => {
  let sandbox: Sandbox;
  let gateway: RunningGateway;

  beforeAll(async () => {
    sandbox = await startSandbox();
    gateway = await startGateway({ ...sandboxSettings(sandbox), MODELS_DENY: 'res.partner' });
  });

  afterAll(async () => {
    await gateway.close();
    await sandbox.close();
  });

  const search = (params: unknown) => gateway.post('/mcp/tools/call', { method: 'odoo_search', params });

  it('closes the fields of other models that are its own, and does not choose them', async () => {
    const users = { model: 'res.users' };
    for (const params of [
      { ...users, fields: ['login', 'email'] },
      { ...users, domain: [['email', 'like', 'a']] },
      { ...users, order: 'email' },
    ]) {
      expect(await search(params)).toMatchObject({ status: 403, body: { error: { data: { layer: 'model' } } } });
    }
    const { body } = await search(users);
    const { records } = (body as { result: { records: object[] } }).result;
    expect(Object.keys(records[0] ?? {})).not.toContain('email');
  });

  it.each(changeDoors)('has no changes told, of its own or by a field of another model, by $name', async (door) => {
    const changes = await door.open(gateway);
    for (const args of [{ model: 'res.partner' }, { model: 'res.users', fields: ['email'] }]) {
      expect(await changes('odoo_search', args)).toMatchObject({ outcome: 'forbidden' });
    }
    expect(await changes('odoo_search', { model: 'res.users', fields: ['login'] })).toMatchObject({ outcome: 'ok' });
  });

  it.each(subscriptionDoors)('has nobody subscribe to it or to one of its records, by $name', async (door) => {
    const subscribe = await door.open(gateway);
    for (const uri of ['odoo://models/res.partner', 'odoo://records/res.partner/1']) {
      const { outcome, text } = await subscribe(uri);
      expect(outcome).toBe('protocol_error');
      expect(text).toContain('"code":"forbidden"');
    }
    expect(await subscribe('odoo://models/res.users')).toMatchObject({ outcome: 'ok' });
  });
});
