import type { CallOptions, GuardedPort, Mode, OdooReader, OdooWriter, Operation, Principal } from '#libs/contracts';
import { clients, type Models, RecordingOdoo } from '../../../test/fixtures/recording-odoo.js';
import { GuardedOdoo } from './guarded-odoo.js';

const models: Models = {
  'res.partner': {
    name: 'char',
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
    login: 'char',
    password: 'char',
    partner_id: 'many2one res.partner',
    log_ids: 'one2many res.users.log',
  },
  'res.users.log': { create_date: 'datetime', create_uid: 'many2one res.users' },
  'mail.message': { mail_ids: 'one2many mail.mail' },
  'mail.mail': { body_html: 'html', res_id: 'integer' },
  'ir.config_parameter': { key: 'char', value: 'char' },
};

const model = 'res.partner';
const limits = { maxLeaves: 20, maxDepth: 3 };
const principal = (mode: Mode): Principal => ({ id: 'p', mode });

describe('a guarded port', () => {
  let odoo: RecordingOdoo;
  let guard: GuardedOdoo;
  let reading: GuardedPort<OdooReader>;
  let writing: GuardedPort<OdooWriter>;

  beforeEach(() => {
    odoo = new RecordingOdoo(models);
    guard = new GuardedOdoo(odoo, clients, limits);
    reading = guard.reader(principal('readonly'));
    writing = guard.writer(principal('readwrite'));
  });

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

  it('asks Odoo nothing more for an ordinary search', async () => {
    await reading.odoo.search(model, { domain: [['name', '=', 'x']], order: 'name' });
    expect(odoo.asked).toEqual([]);
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
    ['the description of a secret', (port) => port.fieldsGet('res.users', ['password'])],
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

  it.each(['action_confirm', 'message_post', 'web_save', 'sudo', '_write'])(
    'does not let %s through',
    async (method) => {
      await expect(writing.odoo.call({ model, method, args: [[1]], kwargs: {} })).rejects.toMatchObject({
        layer: 'method',
      });
      expect(odoo.operations).toEqual([]);
    },
  );

  it('leaves secret fields out of descriptions', async () => {
    odoo.answer = ({ model }) => odoo.fieldsOf(model);
    expect(Object.keys(await reading.odoo.fieldsGet('res.users'))).toEqual(['login', 'partner_id', 'log_ids']);
    expect(Object.keys(await reading.schema.fieldsOf('res.users'))).toEqual(['login', 'partner_id', 'log_ids']);
  });

  it('judges the schema like any other call', async () => {
    await expect(reading.schema.fieldsOf('ir.config_parameter')).rejects.toMatchObject({ layer: 'model' });
    expect(odoo.asked).toEqual([]);
  });

  it('passes the signal of the caller on', async () => {
    const seen: unknown[] = [];
    odoo.call = async (_operation: Operation, options?: CallOptions) => void seen.push(options);
    const { signal } = new AbortController();
    await guard.reader(principal('readonly'), signal).odoo.search(model, { domain: [] });
    expect(seen).toEqual([{ signal, readsOnly: true }]);
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
