import { type Sandbox, startSandbox } from '../../apps/sandbox/src/sandbox.js';
import { type RunningGateway, sandboxSettings, startGateway } from '../fixtures/gateway.js';
import type { DoorAnswer } from './doors/door.js';
import { doors } from './doors/tool-doors.js';

const partner = { model: 'res.partner' };
const secretDomain = [['user_ids.password', '!=', false]];

/** Calls that try to write, to reach what is hidden, or to slip past a rule by a trick of spelling. */
const ATTACKS: ReadonlyArray<readonly [what: string, tool: string, args: unknown]> = [
  ['a writing tool', 'odoo_create', { ...partner, values: { name: 'x' } }],
  ['a deleting tool', 'odoo_unlink', { ...partner, ids: [1] }],
  ['a method in place of a tool', 'write', { ...partner, ids: [1], values: {} }],
  ['a tool of the prototype', 'constructor', {}],
  ['a hidden model', 'odoo_search', { model: 'ir.config_parameter' }],
  ['the fields of a hidden model', 'odoo_fields_get', { model: 'ir.config_parameter' }],
  ['a hidden model in capitals', 'odoo_search', { model: 'IR.config_parameter' }],
  ['a hidden model with a blank', 'odoo_search', { model: 'ir.config_parameter ' }],
  ['a hidden model with full-width dots', 'odoo_search', { model: 'ir．config_parameter' }],
  ['a hidden model behind a path', 'odoo_search', { model: '../json/2/res.partner' }],
  ['a hidden model by a prefix', 'odoo_search', { model: 'res.users.apikeys.show' }],
  ['a secret field', 'odoo_search', { model: 'res.users', fields: ['login', 'password'] }],
  ['a secret field in a domain', 'odoo_search', { model: 'res.users', domain: [['password', '=like', 'a%']] }],
  ['a secret field by its order', 'odoo_search', { model: 'res.users', order: 'password desc' }],
  ['a secret field over a dot', 'odoo_search', { ...partner, domain: secretDomain }],
  ['a secret field over a dot, negated', 'odoo_search', { ...partner, domain: ['!', ...secretDomain] }],
  [
    'a secret field in a sub-domain',
    'odoo_search',
    { ...partner, domain: [['user_ids', 'any', [['password', '!=', false]]]] },
  ],
  ['a secret field over an order with a dot', 'odoo_search', { ...partner, order: 'user_id.password' }],
  ['record rules skipped', 'odoo_search', { ...partner, domain: [['user_ids', 'any!', []]] }],
  ['SQL in an order', 'odoo_search', { ...partner, order: 'id; drop table res_partner' }],
  ['SQL in a field', 'odoo_search', { ...partner, fields: ['id) from res_users --'] }],
  ['a domain that is text', 'odoo_search', { ...partner, domain: '[]' }],
  ['a domain cut short', 'odoo_search', { ...partner, domain: ['|', ['id', '=', 1]] }],
  ['a context', 'odoo_search', { ...partner, context: { active_test: false } }],
  ['a method', 'odoo_search', { ...partner, method: 'unlink' }],
];

/** What an Odoo may be asked for by a readonly key, logins aside. */
const READING = new Set(['search', 'search_read', 'search_count', 'read', 'fields_get']);

describe.each(doors)('a readonly key by $name', (door) => {
  let sandbox: Sandbox;
  let gateway: RunningGateway;
  let call: (tool: string, args: unknown) => Promise<DoorAnswer>;

  beforeAll(async () => {
    sandbox = await startSandbox();
    gateway = await startGateway({ ...sandboxSettings(sandbox), RATE_LIMIT_REQUESTS: '100000' });
    call = await door.open(gateway);
  });

  afterAll(async () => {
    await gateway.close();
    await sandbox.close();
  });

  it('may search', async () => {
    expect((await call('odoo_search', { ...partner, limit: 1 })).outcome).toBe('ok');
  });

  it.each(ATTACKS)('is refused %s, and Odoo never hears of it', async (_what, tool, args) => {
    const before = sandbox.calls.list.length;
    const { outcome } = await call(tool, args);
    expect(outcome).toMatch(/^(?:forbidden|invalid_arguments|not_found|protocol_error)$/);
    // To walk a path its fields are looked up; the question itself must not arrive.
    const heard = sandbox.calls.list.slice(before).filter(({ method }) => method !== 'fields_get');
    expect(heard.filter(({ model }) => model !== undefined)).toEqual([]);
  });

  it('has asked Odoo for nothing but reading', () => {
    const asked = sandbox.calls.list.filter(({ model }) => model !== undefined).map(({ method }) => String(method));
    expect(asked.filter((method) => !READING.has(method))).toEqual([]);
  });

  it('is never shown a secret field', async () => {
    const { text } = await call('odoo_fields_get', { model: 'res.users' });
    expect(text).toContain('login');
    expect(text).not.toMatch(/passw/);
  });
});
