import type { OdooTarget, Operation, OwnRules, Principal } from '#libs/contracts';
import { principal } from '../../../test/fixtures/principals.js';
import { clients, RecordingOdoo } from '../../../test/fixtures/recording-odoo.js';
import { RecordingTrail } from '../../../test/fixtures/recording-trail.js';
import { GuardedOdoo } from './guarded-odoo.js';

const TARGET: OdooTarget = { connection: 'default', identity: 'jane', companies: [2, 3] };
const NARROW: Principal = { ...principal('readwrite'), odoo: TARGET };
const limits = { maxLeaves: 20, maxDepth: 3, fileBytes: 1000 };
const OURS = { allowed_company_ids: [2, 3] };

describe('a port to some companies', () => {
  let odoo: RecordingOdoo;
  let guard: GuardedOdoo;
  let asked: OdooTarget[];

  beforeEach(() => {
    odoo = new RecordingOdoo({ 'res.partner': { id: 'integer', name: 'char', company_id: 'many2one res.company' } });
    asked = [];
    const connections = {
      of: (target: OdooTarget) => {
        asked.push(target);
        return odoo;
      },
    };
    guard = new GuardedOdoo(connections, clients, limits, new RecordingTrail());
  });

  const contexts = () => odoo.operations.map(({ kwargs }: Operation) => kwargs['context']);

  it('has them in the context of every call, whoever makes it', async () => {
    odoo.answer = ({ method }) => (method === 'search' ? [1] : []);
    const { odoo: port, files } = guard.writer(NARROW);
    await port.search('res.partner', { domain: [] });
    await port.searchRead('res.partner', { domain: [], fields: ['name'] });
    await port.read('res.partner', [1], ['name']);
    await port.aggregate('res.partner', { domain: [], groupBy: ['name'], aggregates: [] });
    await port.nameSearch('res.partner', 'a');
    await port.mayAccess('res.partner', 'write');
    await port.fieldsGet('res.partner');
    await port.create('res.partner', [{ name: 'x' }]);
    await port.write('res.partner', [1], { name: 'x' });
    await port.unlink('res.partner', [1]);
    await port.call({ model: 'res.partner', method: 'action_done', args: [[1]], kwargs: {} });
    await files.attachments('res.partner', 1);
    await files.models();
    await files.modules();
    await files.findReports('invoice');
    expect(contexts().length).toBeGreaterThan(15);
    for (const context of contexts()) expect(context).toMatchObject(OURS);
  });

  it('goes to the target of the principal at every call, so that one that is replaced is not held on to', async () => {
    const { odoo: port } = guard.reader(NARROW);
    const before = asked.length;
    await port.search('res.partner', { domain: [] });
    expect(asked.slice(before)).toContain(TARGET);
    expect(asked.every((target) => target === TARGET)).toBe(true);
  });

  it('prints with them, and finds their records alone', async () => {
    const printed: unknown[] = [];
    odoo.answer = () => [1];
    Object.assign(odoo.reports, {
      render: async (...args: unknown[]) => {
        printed.push(args);
        return { bytes: new Uint8Array(), mimeType: 'text/html' };
      },
    });
    const report = { reportName: 'a.b', title: 'A', model: 'res.partner', stores: false };
    await guard.reader(NARROW).files.report(report, [1], 'html');
    expect(printed).toEqual([['a.b', [1], 'html', { caller: 'p', companies: [2, 3] }]]);
    expect(contexts()).toEqual([{ ...OURS, active_test: false }]);
  });

  it.each([
    [{ allowed_company_ids: [1] }, 'forbidden'],
    [{ allowed_company_ids: '2' }, 'invalid_arguments'],
  ])('lets no caller out of them by %j', async (context, code) => {
    const call = guard.executor(NARROW).odoo.call({
      model: 'res.partner',
      method: 'search',
      args: [[]],
      kwargs: { context },
    });
    await expect(call).rejects.toMatchObject({ code });
    expect(odoo.operations).toEqual([]);
  });
});

describe("a port with a key's own fields", () => {
  const NONE = { allow: [], deny: [] };
  const withFields = (allow: readonly string[]): Principal => {
    const ownRules: OwnRules = { models: NONE, methods: NONE, fields: { allow, deny: [] } };
    return { ...principal('readwrite'), ownRules };
  };
  let odoo: RecordingOdoo;
  let guard: GuardedOdoo;

  beforeEach(() => {
    odoo = new RecordingOdoo({
      'res.partner': {
        id: 'integer',
        name: 'char',
        display_name: 'char',
        email: 'char',
        user_id: 'many2one res.users',
      },
      'res.users': { id: 'integer', name: 'char' },
    });
    guard = new GuardedOdoo(odoo, clients, limits, new RecordingTrail());
  });

  it('describes those that are open, and what leads to records whose names are', async () => {
    const described = async (allow: readonly string[]) =>
      Object.keys(await guard.reader(withFields(allow)).schema.fieldsOf('res.partner'));
    expect(await described(['email'])).toEqual(['id', 'email']);
    expect(await described(['email', 'user_id'])).toEqual(['id', 'email']);
    expect(await described(['email', 'user_id', 'res.users:name'])).toEqual(['id', 'email', 'user_id']);
    expect(await described(['name'])).toEqual(['id', 'name', 'display_name']);
  });

  it('tells which records there are without their names', async () => {
    odoo.answer = ({ method }) => (method === 'search' ? [2, 1] : []);
    expect(await guard.reader(withFields(['email'])).odoo.read('res.partner', [1, 2, 3], ['id'])).toEqual([
      { id: 1 },
      { id: 2 },
    ]);
    expect(odoo.operations.map(({ method }) => method)).toEqual(['search']);
  });

  it('masks what methods answer unasked', async () => {
    odoo.answer = () => ({ name: 'x', email: 'a@example.com', id: 1 });
    const operation = { model: 'res.partner', method: 'action_done', args: [[1]], kwargs: {} };
    expect(await guard.executor(withFields(['email'])).odoo.call(operation)).toEqual({
      name: '***',
      email: 'a@example.com',
      id: 1,
    });
  });

  it.each([
    ['name_search', ['a']],
    ['name_create', ['a']],
    ['web_read', [[1], { user_id: { fields: { name: {} } } }]],
    ['write', [[1], { user_id: 1 }]],
    ['read_group', [[], ['email:count'], ['user_id']]],
  ])('refuses %s %j, which shows or sets what is closed', async (method, args) => {
    const call = guard.executor(withFields(['email', 'user_id'])).odoo.call({
      model: 'res.partner',
      method,
      args,
      kwargs: {},
    });
    await expect(call).rejects.toMatchObject({ code: 'forbidden', rule: 'fields.allow' });
    expect(odoo.operations).toEqual([]);
  });
});
