import { principal } from '../../../test/fixtures/principals.js';
import type { CallOptions, GuardedPort, Mode, OdooReader, OdooWriter, Operation } from '#libs/contracts';
import { clients, type Models, RecordingOdoo } from '../../../test/fixtures/recording-odoo.js';
import { RecordingTrail } from '../../../test/fixtures/recording-trail.js';
import { GuardedOdoo } from './guarded-odoo.js';

const models: Models = {
  'res.partner': {
    id: 'integer',
    name: 'char',
    credit_limit: 'float',
    message_main_attachment_id: 'many2one ir.attachment',
    signup_token: 'char',
    create_date: 'datetime',
    user_id: 'many2one res.users',
    user_ids: 'one2many res.users',
    category_id: 'many2many res.groups',
    parent_id: 'many2one res.partner',
    message_ids: 'one2many mail.message',
    child_ids: 'one2many res.partner',
  },
  'res.users': {
    id: 'integer',
    login: 'char',
    password: 'char',
    partner_id: 'many2one res.partner',
    log_ids: 'one2many res.users.log',
  },
  'res.groups': { id: 'integer', name: 'char' },
  'res.users.log': { create_date: 'datetime', create_uid: 'many2one res.users' },
  'mail.message': { mail_ids: 'one2many mail.mail' },
  'mail.mail': { body_html: 'html', res_id: 'integer' },
  'ir.config_parameter': { key: 'char', value: 'char' },
};

const model = 'res.partner';
const limits = { maxLeaves: 20, maxDepth: 3, fileBytes: 1000 };

describe('a guarded port', () => {
  let odoo: RecordingOdoo;
  let guard: GuardedOdoo;
  let reading: GuardedPort<OdooReader>;
  let writing: GuardedPort<OdooWriter>;

  beforeEach(() => {
    odoo = new RecordingOdoo(models);
    guard = new GuardedOdoo(odoo, clients, limits, new RecordingTrail());
    reading = guard.reader(principal('readonly'));
    writing = guard.writer(principal('readwrite'));
  });

  const executing = (mode: Mode) => guard.executor(principal(mode)).odoo;

  it('forwards what is allowed as it is', async () => {
    odoo.answer = () => [{ id: 1, name: 'x' }];
    const domain = [['user_id.login', '=', 'demo']];
    expect(await reading.odoo.searchRead(model, { domain, fields: ['name'], limit: 1 })).toEqual([
      { id: 1, name: 'x' },
    ]);
    expect(odoo.operations).toEqual([
      { model, method: 'search_read', args: [domain], kwargs: { fields: ['name'], limit: 1 } },
    ]);
  });

  it('looks up no other model for an ordinary search', async () => {
    await reading.odoo.search(model, { domain: [['name', '=', 'x']], order: 'name' });
    expect(new Set(odoo.asked)).toEqual(new Set([model]));
    expect(odoo.operations).toHaveLength(1);
  });

  it.each<[string, (port: OdooReader) => Promise<unknown>]>([
    ['a protected model', (port) => port.search('ir.config_parameter', { domain: [] })],
    ['counting one', (port) => port.searchCount('ir.config_parameter', [['key', 'like', 'secret']])],
    ['the fields of one', (port) => port.fieldsGet('ir.config_parameter')],
    ['a model in other letters', (port) => port.search('Ir.Config_Parameter', { domain: [] })],
    ['a secret field', (port) => port.read('res.users', [1], ['login', 'password'])],
    ['a secret in a domain', (port) => port.searchCount('res.users', [['password', 'like', 'a']])],
    ['a secret one hop away', (port) => port.searchCount(model, [['user_id.password', 'like', 'a']])],
    ['a secret two hops away', (port) => port.searchCount(model, [['parent_id.user_ids.password', 'like', 'a']])],
    ['a secret in a sub-domain', (port) => port.searchCount(model, [['user_ids', 'any', [['password', 'like', 'a']]]])],
    [
      'a secret in a sub-domain of one',
      (port) => port.searchCount(model, [['child_ids', 'not any', [['user_ids', 'any', [['password', '=', 'a']]]]]]),
    ],
    ['a secret behind "!"', (port) => port.searchCount(model, ['!', ['user_id.password', 'like', 'a']])],
    ['a secret in an order', (port) => port.search(model, { domain: [], order: 'name, user_id.password desc' })],
    ['a path through a protected model', (port) => port.searchCount(model, [['user_ids.log_ids.create_uid', '=', 1]])],
    ['a path that ends on one', (port) => port.searchCount(model, [['message_ids.mail_ids.res_id', '>', 0]])],
    [
      'the name of a protected record',
      (port) => port.searchRead(model, { domain: [], fields: ['message_main_attachment_id'] }),
    ],
    [
      'a secret to group by',
      (port) => port.aggregate(model, { domain: [], groupBy: ['user_id.password'], aggregates: [] }),
    ],
    [
      'a secret as an aggregate',
      (port) => port.aggregate('res.users', { domain: [], groupBy: [], aggregates: ['password:max'] }),
    ],
    [
      'a secret among the names',
      (port) => port.nameSearch('res.users', 'a', { domain: [['password', '=like', 'a%']] }),
    ],
    ['the rights on a protected model', (port) => port.mayAccess('ir.config_parameter', 'read')],
    ['a step that does not exist', (port) => port.searchCount(model, [['nothing.password', '=', 'x']])],
    ['a domain that is none', (port) => port.search(model, { domain: JSON.parse('"[]"') as unknown[] })],
  ])('refuses %s, and Odoo never hears of it', async (_what, call) => {
    await expect(call(reading.odoo)).rejects.toMatchObject({
      code: expect.stringMatching(/^(forbidden|invalid_arg)/) as string,
    });
    await expect(call(writing.odoo)).rejects.toMatchObject({
      code: expect.stringMatching(/^(forbidden|invalid_arg)/) as string,
    });
    expect(odoo.operations).toEqual([]);
  });

  it.each<[string, Record<string, unknown>]>([
    ['a secret', { signup_token: 'x' }],
    ['a new user', { user_ids: [[0, 0, { login: 'x' }]] }],
    ['a new user without values', { user_ids: [[0, 0, {}]] }],
    ["a user's name", { user_ids: [[1, 2, { login: 'x' }]] }],
    ["a user's name by a code that Python takes for 1", { user_ids: [[true, 2, { login: 'x' }]] }],
    ['the end of a user', { user_ids: [[2, 2, 0]] }],
    ["somebody else's user", { user_ids: [[4, 2, 0]] }],
    ["somebody else's users", { user_ids: [[6, 0, [2]]] }],
    ['the same as plain ids', { user_ids: [2] }],
    ['no user any more', { user_ids: false }],
    ['all users away', { user_ids: [[5]] }],
    ['a group through a link table', { category_id: [[0, 0, { name: 'x' }]] }],
    ['a user two levels down', { child_ids: [[0, 0, { user_ids: [[4, 2]] }]] }],
  ])('refuses to write %s, and Odoo never hears of it', async (_what, values) => {
    await expect(writing.odoo.write(model, [1], values)).rejects.toMatchObject({
      code: expect.stringMatching(/^(forbidden|invalid_arg)/) as string,
    });
    await expect(writing.odoo.create(model, [{ name: 'x' }, values])).rejects.toMatchObject({
      code: expect.stringMatching(/^(forbidden|invalid_arg)/) as string,
    });
    expect(odoo.operations).toEqual([]);
  });

  it.each<[string, Record<string, unknown>]>([
    ['plain values', { name: 'x', user_id: 2 }],
    ['an empty value', { name: false, user_id: false }],
    [
      'new lines',
      {
        child_ids: [
          [0, 0, { name: 'x' }],
          [2, 7],
          [4, 8],
        ],
      },
    ],
    ['links in a table of their own', { category_id: [[6, 0, [1, 2]]] }],
    ['the same as plain ids', { category_id: [1, 2] }],
  ])('writes %s', async (_what, values) => {
    await writing.odoo.write(model, [1], values);
    expect(odoo.operations).toEqual([{ model, method: 'write', args: [[1], values], kwargs: {} }]);
  });

  it.each(['mapped', 'onchange', 'update', 'sudo', '_write'])('does not let %s through', async (method) => {
    const operation = { model, method, args: [[1]], kwargs: {} };
    await expect(writing.odoo.call(operation)).rejects.toMatchObject({ layer: 'method' });
    await expect(writing.odoo.mayCall(operation)).rejects.toMatchObject({ layer: 'method' });
    expect(odoo.operations).toEqual([]);
  });

  it.each(['action_confirm', 'message_post', 'toggle_active'])(
    'lets %s through for a key that may write',
    async (method) => {
      const operation = { model, method, args: [[1]], kwargs: {} };
      await executing('readwrite').call(operation);
      expect(odoo.operations).toEqual([operation]);
      await expect(executing('readonly').call(operation)).rejects.toMatchObject({ layer: 'mode', rule: 'readonly' });
      expect(odoo.operations).toEqual([operation]);
    },
  );

  it.each<[string, string, unknown[], Operation['kwargs']]>([
    ['a secret as a default', 'create', [{}], { context: { default_signup_token: 'x' } }],
    ['a user by a default', 'create', [{}], { context: { default_user_ids: [[1, 2, { login: 'x' }]] } }],
    ['a user by the default of a method', 'find_or_create', ['x'], { context: { default_user_ids: [[4, 2]] } }],
    ['a user by what it saves', 'web_save', [[1], { user_ids: [[4, 2]] }, { id: {} }], {}],
    ['a secret in what it answers', 'web_save', [[1], {}, { user_id: { fields: { password: {} } } }], {}],
    ['a user by the values of a copy', 'copy', [[1], { user_ids: [[4, 2]] }], {}],
    ['a file to mail out', 'message_post', [[1]], { body: 'x', attachment_ids: [7] }],
  ])('refuses %s', async (_what, method, args, kwargs) => {
    await expect(executing('readwrite').call({ model, method, args, kwargs })).rejects.toMatchObject({
      code: 'forbidden',
    });
    expect(odoo.operations).toEqual([]);
  });

  it('lets a readonly key call what only reads, and refuses what it could learn by it', async () => {
    const call = (args: unknown[], kwargs: Operation['kwargs'] = {}) =>
      executing('readonly').call({ model, method: 'web_search_read', args, kwargs });
    await call([[], { user_id: { fields: { login: {} } } }]);
    expect(odoo.operations).toHaveLength(1);
    await expect(call([[], { user_id: { fields: { password: {} } } }])).rejects.toMatchObject({ layer: 'field' });
    await expect(call([[], { message_ids: { fields: { mail_ids: {} } } }])).rejects.toMatchObject({ layer: 'model' });
    await expect(call([[], { name: {} }], { context: { default_name: 'x' } })).rejects.toMatchObject({
      rule: 'context-key',
    });
    expect(odoo.operations).toHaveLength(1);
  });

  it('masks what nobody asked for by name', async () => {
    odoo.answer = () => [{ name: 'x', password: 'y', credit_limit: 7, lines: [{ access_token: 'z' }] }];
    const masked = [{ name: 'x', password: '***', credit_limit: '***', lines: [{ access_token: '***' }] }];
    const port = guard.executor(principal('readwrite', { fieldsDeny: ['res.partner:credit_limit'] })).odoo;
    expect(await port.call({ model, method: 'do_it', args: [[1]], kwargs: {} })).toEqual(masked);
    expect(await port.call({ model, method: 'get_views', args: [[[false, 'form']]], kwargs: {} })).toEqual(masked);
  });

  it('leaves denied fields out of descriptions, and refuses them elsewhere', async () => {
    odoo.answer = () => odoo.fieldsOf(model);
    const { odoo: port, schema } = guard.reader(principal('readonly', { fieldsDeny: ['credit_limit'] }));
    expect(await port.fieldsGet(model)).not.toHaveProperty('credit_limit');
    expect(await schema.fieldsOf(model)).not.toHaveProperty('credit_limit');
    await expect(port.searchCount(model, [['credit_limit', '>', 0]])).rejects.toMatchObject({ rule: 'FIELDS_DENY' });
    expect(await reading.schema.fieldsOf(model)).toHaveProperty('credit_limit');
  });

  it('asks and does not call where it is only asked', async () => {
    await writing.odoo.mayCall({ model, method: 'write', args: [[1], { name: 'x' }], kwargs: {} });
    await expect(
      writing.odoo.mayCall({ model, method: 'write', args: [[1], { signup_token: 'x' }], kwargs: {} }),
    ).rejects.toMatchObject({ layer: 'field' });
    expect(odoo.operations).toEqual([]);
  });

  it('leaves secret fields, and those that lead to protected models, out of descriptions', async () => {
    odoo.answer = ({ model }) => odoo.fieldsOf(model);
    const open = ['id', 'login', 'partner_id'];
    expect(Object.keys(await reading.odoo.fieldsGet('res.users'))).toEqual(open);
    expect(Object.keys(await reading.odoo.fieldsGet('res.users', ['password', 'login']))).toEqual(open);
    expect(Object.keys(await reading.schema.fieldsOf('res.users'))).toEqual(open);
  });

  it('judges the schema like any other call', async () => {
    await expect(reading.schema.fieldsOf('ir.config_parameter')).rejects.toMatchObject({ layer: 'model' });
    expect(odoo.asked).toEqual([]);
  });

  it('passes the signal and the name of the caller on', async () => {
    const seen: unknown[] = [];
    odoo.call = async (_operation: Operation, options?: CallOptions) => {
      seen.push(options);
      return [];
    };
    const { signal } = new AbortController();
    await guard.reader(principal('readonly'), { signal }).odoo.search(model, { domain: [] });
    expect(seen).toEqual([{ caller: 'p', signal, readsOnly: true }]);
  });

  it('says of what is known to read that it reads, whoever asks for it, and of nothing else', async () => {
    const seen: unknown[] = [];
    odoo.call = async (_operation: Operation, options?: CallOptions) => seen.push(options?.readsOnly);
    const { odoo: port } = guard.executor(principal('readwrite'));
    await port.call({ model, method: 'search_count', args: [[]], kwargs: {} });
    await port.call({ model, method: 'toggle_active', args: [[1]], kwargs: {} });
    expect(seen).toEqual([true, undefined]);
  });

  it('hands a readonly principal nothing that writes', () => {
    expect(() => guard.writer(principal('readonly'))).toThrow('This key is readonly.');
    const { odoo: port } = reading;
    expect(['create', 'write', 'unlink', 'call'].filter((name) => name in port)).toEqual([]);
    // @ts-expect-error the port of a reader has no write
    expect(port.write).toBeUndefined();
  });

  it('hands out nothing through which the unguarded connection could be reached', () => {
    const ports = [reading.odoo, reading.schema, writing.odoo, writing.schema];
    expect(ports.flatMap((port) => Reflect.ownKeys(port))).toEqual([]);
  });
});
