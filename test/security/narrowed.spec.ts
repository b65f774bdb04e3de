import type { NameRules, OwnRules } from '#libs/contracts';
import { type Sandbox, startSandbox } from '../../apps/sandbox/src/sandbox.js';
import { withKey } from '../fixtures/access.js';
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

const NONE: NameRules = { allow: [], deny: [] };
const RULES: OwnRules = { models: NONE, fields: NONE, methods: NONE };

/** Everything on these models but the one. */
function allBut(entry: string): string[] {
  const [denied = ''] = entry.split(':');
  const others = ['sale.order', LINE, 'res.partner'].filter((model) => model !== denied).map((model) => `${model}:*`);
  const rest = [...WRITES].map((method) => `${denied}:${method}`).filter((one) => one !== entry);
  return [...others, ...rest];
}

/** The lists that can deny a method: the operator's for all, and the two in a key's own entry. */
const LISTS: ReadonlyArray<
  readonly [name: string, start: (sandbox: Sandbox, entry: string) => Promise<RunningGateway>]
> = [
  ['METHODS_DENY', (sandbox, entry) => startGateway({ ...writing(sandbox), METHODS_DENY: entry })],
  [
    'methods.deny',
    (sandbox, entry) =>
      startGateway(writing(sandbox), withKey({ ownRules: { ...RULES, methods: { allow: [], deny: [entry] } } })),
  ],
  [
    'methods.allow',
    (sandbox, entry) =>
      startGateway(writing(sandbox), withKey({ ownRules: { ...RULES, methods: { allow: allBut(entry), deny: [] } } })),
  ],
];

function writing(sandbox: Sandbox) {
  return { ...sandboxSettings(sandbox), MCP_MODE: 'readwrite' };
}

const WAYS = LISTS.flatMap(([list, start]) => doors.map((door) => ({ list, start, door, name: door.name })));

describe.each(WAYS)('$list, by $name', ({ start, door }) => {
  let sandbox: Sandbox;
  const gateways = new Map<string, { readonly gateway: RunningGateway; readonly call: ToolCaller }>();

  beforeAll(async () => {
    sandbox = await startSandbox();
    for (const entry of DENIED) {
      const gateway = await start(sandbox, entry);
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

describe.each(doors)("a key's own models and fields, by $name", (door) => {
  const PARTNER = 'res.partner';
  const ownRules: OwnRules = {
    models: { allow: ['res.*', 'sale.order'], deny: ['res.currency'] },
    fields: { allow: ['name', 'state', 'sale.order:*', 'res.users:*'], deny: ['sale.order:note'] },
    methods: NONE,
  };

  /** What the lists leave closed, and tries to see, search by, sort by or set it all the same. */
  const CLOSED: ReadonlyArray<readonly [rule: string, tool: string, args: object]> = [
    ['models.allow', 'odoo_search', { model: LINE }],
    ['models.deny', 'odoo_search', { model: 'res.currency' }],
    ['models.allow', 'odoo_search', { model: 'sale.order', fields: ['order_line'] }],
    ['models.allow', 'odoo_search', { model: 'sale.order', domain: [['order_line.name', 'ilike', 'a']] }],
    ['fields.allow', 'odoo_search', { model: PARTNER, fields: ['name', 'email'] }],
    ['fields.allow', 'odoo_search', { model: PARTNER, domain: [['email', 'ilike', 'a']] }],
    ['fields.allow', 'odoo_search', { model: PARTNER, order: 'email' }],
    ['fields.allow', 'odoo_search', { model: 'sale.order', domain: [['partner_id.email', 'ilike', 'a']] }],
    ['fields.allow', 'odoo_search', { model: 'res.users', fields: ['email'] }],
    ['fields.deny', 'odoo_search', { model: 'sale.order', fields: ['note'] }],
    ['fields.allow', 'odoo_read', { model: PARTNER, ids: [1], fields: ['email'] }],
    ['fields.allow', 'odoo_count', { model: PARTNER, domain: [['email', '!=', false]] }],
    ['fields.allow', 'odoo_aggregate', { model: PARTNER, group_by: ['email'] }],
    ['fields.allow', 'odoo_aggregate', { model: PARTNER, aggregates: ['color:sum'] }],
    ['fields.allow', 'odoo_write', { model: PARTNER, ids: [1], values: { email: 'a@example.com' } }],
    ['fields.allow', 'odoo_create', { model: PARTNER, values: { name: 'x', email: 'a@example.com' } }],
    ['fields.allow', 'odoo_call', query(PARTNER, 'read', [1], ['email'])],
    ['fields.allow', 'odoo_call', query(PARTNER, 'web_search_read', [], { email: {} })],
    ['fields.allow', 'odoo_call', query(PARTNER, 'copy', [1], { email: 'a@example.com' })],
  ];

  let sandbox: Sandbox;
  let gateway: RunningGateway;
  let call: ToolCaller;

  beforeAll(async () => {
    sandbox = await startSandbox();
    gateway = await startGateway(writing(sandbox), withKey({ ownRules }));
    call = await door.open(gateway);
  });

  afterAll(async () => {
    await gateway.close();
    await sandbox.close();
  });

  it.each(CLOSED)('%s stands against %s %j', async (rule, tool, args) => {
    const answer = await call(tool, args);
    expect(answer).toMatchObject({ outcome: 'forbidden' });
    expect(answer.text).toContain(rule);
    expect(answer.text).toContain('access file');
  });

  it.each([
    ['odoo_search', { model: PARTNER }],
    ['odoo_read', { model: PARTNER, ids: [1] }],
    ['odoo_search', { model: PARTNER, fields: ['id'], domain: [['id', '>', 0]], order: 'id' }],
    ['odoo_search', { model: 'sale.order', fields: ['partner_id', 'state'] }],
    ['odoo_fields_get', { model: PARTNER }],
  ])('leaves %s %j, without what is closed', async (tool, args) => {
    const answer = await call(tool, args);
    expect(answer).toMatchObject({ outcome: 'ok' });
    expect(answer.text).not.toMatch(/email|phone|color/);
  });
});

describe.each(changeDoors)("a key's own rules, by $name", (door) => {
  it('close models and fields, and changes that cannot be dated', async () => {
    const sandbox = await startSandbox();
    const dates = ['write_date', 'create_date'];
    const ownRules: OwnRules = {
      ...RULES,
      models: { allow: ['res.*'], deny: [] },
      fields: { allow: ['name', ...dates], deny: [] },
    };
    const gateway = await startGateway(sandboxSettings(sandbox), withKey({ ownRules }));
    const changes = await door.open(gateway);
    expect(await changes('odoo_search', { model: 'sale.order' })).toMatchObject({ outcome: 'forbidden' });
    for (const args of [{ fields: ['email'] }, { domain: [['email', '=', 'a']] }]) {
      expect(await changes('odoo_search', { model: 'res.partner', ...args })).toMatchObject({ outcome: 'forbidden' });
    }
    expect(await changes('odoo_search', { model: 'res.partner', fields: ['name'] })).toMatchObject({ outcome: 'ok' });
    await gateway.close();
    await sandbox.close();
  });
});
