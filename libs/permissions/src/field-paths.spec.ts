import { Forbidden, InvalidArguments, type Operation } from '#libs/contracts';
import { fieldPathsOf } from './field-paths.js';

const limits = { maxLeaves: 20, maxDepth: 3 };

function operation(method: string, args: unknown[], kwargs: Operation['kwargs'] = {}): Operation {
  return { model: 'res.partner', method, args, kwargs };
}

/** Paths in short: `use:path`. */
const pathsOf = (given: Operation) => fieldPathsOf(given, limits).map(({ use, path }) => `${use}:${path}`);

describe('fieldPathsOf', () => {
  it.each<[string, Operation, string[]]>([
    ['a domain by place', operation('search', [[['name', '=', 'x']]]), ['domain:name']],
    [
      'a domain by name',
      operation('search_count', [], { domain: [['country_id.code', '=', 'x']] }),
      ['domain:country_id.code'],
    ],
    [
      'a sub-domain',
      operation('search', [[['user_ids', 'any', [['password', 'like', 'a']]]]]),
      ['domain:user_ids', 'domain:user_ids.password'],
    ],
    [
      'order',
      operation('search', [[]], { order: 'user_id.password desc, id' }),
      ['order:user_id.password', 'order:id'],
    ],
    ['order by place', operation('search', [[], 0, 1, 'name']), ['order:name']],
    ['fields', operation('search_read', [[], ['name', 'email']]), ['fields:name', 'fields:email']],
    ['fields of read', operation('read', [[1]], { fields: ['name'] }), ['fields:name']],
    [
      'fields to describe, which the answer leaves out where they are protected',
      operation('fields_get', [['name']]),
      [],
    ],
    ['all fields to describe', operation('fields_get', [], { attributes: ['type'] }), []],
    ['all of them by name', operation('fields_get', [null]), []],
    ['values', operation('write', [[1], { name: 'x', user_id: 7 }]), ['changes:name', 'changes:user_id']],
    ['values of many', operation('create', [[{ name: 'x' }, { email: 'y' }]]), ['creates:name', 'creates:email']],
    ['values of one', operation('create', [{ name: 'x' }]), ['creates:name']],
    ['nothing', operation('unlink', [[1]]), []],
    ['what names no field', operation('search', [[], 0, 10], { context: { lang: 'fr' } }), []],
  ])('finds %s', (_what, given, paths) => {
    expect(pathsOf(given)).toEqual(paths);
  });

  it.each<[string, unknown, string[]]>([
    ['a new record', [0, 0, { login: 'x' }], ['creates:user_ids.id', 'creates:user_ids.login']],
    ['a new record without values', [0, 0, {}], ['creates:user_ids.id']],
    ['a change', [1, 7, { password: 'x' }], ['changes:user_ids.id', 'changes:user_ids.password']],
    ['a deletion', [2, 7, 0], ['deletes:user_ids.id']],
    ['an unlinking', [3, 7], ['unlinks:user_ids.id']],
    ['a link', [4, 7, 0], ['links:user_ids.id']],
    ['an emptying', [5], ['links:user_ids.id', 'unlinks:user_ids.id']],
    ['a replacing', [6, 0, [7, 8]], ['links:user_ids.id', 'unlinks:user_ids.id']],
  ])('follows x2many commands: %s', (_what, command, paths) => {
    expect(pathsOf(operation('write', [[1], { user_ids: [command] }]))).toEqual(['changes:user_ids', ...paths]);
  });

  it.each([[[7, 8]], [['7']], [false], [null]])('takes %j for links, should the field hold records', (value) => {
    expect(pathsOf(operation('write', [[1], { user_ids: value }]))).toEqual([
      'changes:user_ids',
      'links:user_ids.id',
      'unlinks:user_ids.id',
    ]);
  });

  it('follows commands eight levels deep and no deeper', () => {
    expect(pathsOf(operation('write', [[1], nested(8)]))).toHaveLength(15);
    expect(() => pathsOf(operation('write', [[1], nested(9)]))).toThrow(InvalidArguments);
    expect(() => pathsOf(operation('write', [[1], nested(10_000)]))).toThrow(/too many levels/);
  });

  it('follows commands inside commands', () => {
    const values = { line_ids: [[0, 0, { tax_ids: [[1, 2, { secret: 'x' }]] }]] };
    expect(pathsOf(operation('write', [[1], values]))).toContain('changes:line_ids.tax_ids.secret');
  });

  it.each<[string, unknown]>([
    ['true for 1, which Python takes for the same', [true, 7, { password: 'x' }]],
    ['false for 0', [false, 0, { password: 'x' }]],
    ['a number that is no command', [7, 1, { password: 'x' }]],
    ['a negative one', [-1, 1, {}]],
    ['a broken one', [0.5, 1, {}]],
    ['text', ['0', 0, { password: 'x' }]],
    ['text by name', ['create', 0, { password: 'x' }]],
    ['an empty command', []],
    ['a new record without any place for values', [0, 0]],
    ['values that are a list', [1, 7, [['password', 'x']]]],
    ['values that are text', [1, 7, 'password']],
  ])('refuses x2many commands that cannot be read with certainty: %s', (_what, command) => {
    expect(() => pathsOf(operation('write', [[1], { user_ids: [command] }]))).toThrow(InvalidArguments);
    expect(() => pathsOf(operation('write', [[1], { user_ids: [[4, 1], command] }]))).toThrow(InvalidArguments);
  });

  it('takes properties by name, and no definitions of them, which can lead to any model', () => {
    const write = (value: unknown) => pathsOf(operation('write', [[1], { lead_properties: value }]));
    expect(write({ a1: 'x' })).toEqual(['changes:lead_properties']);
    const definition = { name: 'a1', type: 'many2one', comodel: 'ir.config_parameter', value: 1 };
    expect(() => write([definition])).toThrow(InvalidArguments);
    expect(() => write([7, definition])).toThrow(InvalidArguments);
  });

  it.each<[string, Operation, RegExp]>([
    ['an argument that the method does not have', operation('search', [[]], { fields: ['x'] }), /no argument "fields"/],
    ['one that no method has', operation('search_read', [[], ['id']], { groupby: ['x'] }), /no argument "groupby"/],
    ['one called like a member of every object', operation('search', [[]], { constructor: 1 }), /no argument/],
    ['ids given to a method on models', operation('search', [[]], { ids: [1] }), /no argument "ids"/],
    ['search_read without fields', operation('search_read', [[]]), /needs a list of fields/],
    ['read without fields', operation('read', [[1]]), /needs a list of fields/],
    ['an empty list of fields', operation('read', [[1], []]), /needs a list of fields/],
    ['fields that are null', operation('read', [[1], null]), /needs a list of fields/],
    ['fields that are text', operation('read', [[1], 'password']), /needs a list of fields/],
    ['a star', operation('read', [[1], ['*']]), /list of field names/],
    ['a field with a word behind it', operation('read', [[1], ['password:x']]), /list of field names/],
    ['a field under another name', operation('search_read', [[], ['password:x(name)']]), /list of field names/],
    ['a dotted field', operation('read', [[1], ['user_id.password']]), /list of field names/],
    ['a field in other letters', operation('read', [[1], ['Password']]), /list of field names/],
    ['fields to describe that are text', operation('fields_get', ['password']), /list of field names/],
    ['fields to describe that are paths', operation('fields_get', [['user_id.password']]), /list of field names/],
    ['a domain that is text', operation('search', ['[]']), /must be a list of conditions/],
    ['a domain that is null', operation('search', [null]), /must be a list of conditions/],
    [
      'a domain that is too large',
      operation('search', [Array.from({ length: 21 }, () => ['a', '=', 1])]),
      /20 allowed/,
    ],
    ['an order that is no order', operation('search', [[]], { order: 'name; drop' }), /"order" must look like/],
    ['an order that is a list', operation('search', [[]], { order: ['name'] }), /"order" must look like/],
    ['values that are a list', operation('write', [[1], [['name', 'x']]]), /Values must be an object/],
    ['values that are false', operation('write', [[1], false]), /Values must be an object/],
    ['values of a new record that are null', operation('create', [null]), /Values must be an object/],
    ['values that are null', operation('write', [[1], null]), /Values must be an object/],
    ['a value under a name in other letters', operation('write', [[1], { Password: 'x' }]), /field names/],
    ['a dotted value', operation('write', [[1], { 'user_id.password': 'x' }]), /field names/],
    ['ids that are text', operation('read', [['1'], ['name']]), /whole numbers/],
    ['ids that are broken', operation('read', [[1.5], ['name']]), /whole numbers/],
    ['ids that are lists', operation('unlink', [[[1]]]), /whole numbers/],
  ])('refuses %s', (_what, given, message) => {
    expect(() => pathsOf(given)).toThrow(InvalidArguments);
    expect(() => pathsOf(given)).toThrow(message);
  });

  describe('of a method that nobody has classified', () => {
    it('finds none, whatever its arguments are', () => {
      const given = operation('action_confirm', [[1], { name: 'x', domain: [['a.b', '=', 1]] }], { note: 'x' });
      expect(pathsOf(given)).toEqual([]);
    });

    it.each<[string, Operation]>([
      ['a secret by name', operation('do_it', [[1]], { new_password: 'x' })],
      ['a secret among values', operation('do_it', [[1], { lines: [[0, 0, { access_token: 'x' }]] }])],
      ['files to mail out', operation('message_post', [[1]], { body: 'x', attachment_ids: [7] })],
      ['files in an object', operation('message_notify', [[1], { values: { attachments: [['a', 'b']] } }])],
    ])('refuses %s', (_what, given) => {
      expect(() => pathsOf(given)).toThrow(Forbidden);
    });
  });
});

describe('what can be grouped by', () => {
  it.each<[string, Operation, string[]]>([
    [
      'read_group',
      operation('read_group', [[['state', '=', 'x']], ['amount:sum', 'top:max(amount)', '__count'], ['user_id.login']]),
      ['domain:state', 'fields:amount', 'fields:amount', 'group:user_id.login'],
    ],
    [
      'formatted_read_group',
      operation('formatted_read_group', [[]], {
        groupby: ['date:month'],
        aggregates: ['__count', 'amount:sum'],
        having: [['amount:avg', '>', 1]],
        order: 'amount:sum desc, user_id.login',
      }),
      ['group:date', 'group:amount', 'domain:amount', 'order:amount', 'order:user_id.login'],
    ],
    [
      'web_read_group of 19',
      operation('web_read_group', [[], ['user_id'], ['amount:sum']], {
        unfold_read_specification: { name: {} },
        groupby_read_specification: { user_id: { login: {} } },
      }),
      ['fields:name', 'fields:user_id.login', 'group:user_id', 'group:amount'],
    ],
    [
      'web_read_group of 14, which has its fields in the second place',
      operation('web_read_group', [[], ['amount'], ['user_id']], { expand_orderby: 'login' }),
      ['order:login', 'group:amount', 'group:user_id'],
    ],
    [
      'read_progress_bar',
      operation('read_progress_bar', [[], 'stage_id', { field: 'state', colors: {}, sum_field: 'amount' }]),
      ['group:stage_id', 'group:state', 'group:amount'],
    ],
    [
      'search_panel_select_range',
      operation('search_panel_select_range', ['user_id'], { comodel_domain: [['login', '=', 'x']], search_domain: [] }),
      ['domain:user_id.login', 'group:user_id'],
    ],
    [
      'search_panel_select_multi_range',
      operation('search_panel_select_multi_range', [], {
        field_name: 'user_id',
        group_by: 'company_id',
        filter_domain: [['name', '=', 'x']],
        comodel_domain: null,
      }),
      ['group:user_id', 'group:user_id.company_id', 'domain:name'],
    ],
    [
      'web_read',
      operation('web_read', [[1], { user_id: { fields: { login: {} } } }]),
      ['fields:user_id', 'fields:user_id.login'],
    ],
    ['web_search_read', operation('web_search_read', [[], { name: {} }]), ['fields:name']],
    ['web_search_read of 14', operation('web_search_read', [[], ['name']]), ['fields:name']],
    ['web_save', operation('web_save', [[1], {}, { email: {} }]), ['changes:id', 'fields:email']],
    ['web_save of a new record', operation('web_save', [[], { name: 'x' }]), ['creates:id', 'creates:name']],
    ['copy', operation('copy', [[1], { name: 'x' }]), ['creates:id', 'creates:name']],
    ['copy without values', operation('copy', [[1], null]), ['creates:id']],
    ['name_create', operation('name_create', ['x']), ['creates:id']],
    ['name_search', operation('name_search', ['x', [['state', '=', 1]], 'ilike', 5]), ['domain:state']],
    ['name_search of 14', operation('name_search', ['x'], { args: [['state', '=', 1]] }), ['domain:state']],
  ])('is found in %s', (_what, given, paths) => {
    expect(pathsOf(given)).toEqual(paths);
  });

  it.each<[string, Operation]>([
    ['a grouping that says another field behind it', operation('read_group', [[], ['id'], ['password:x(name)']])],
    ['the same where 14 has its groupings', operation('web_read_group', [[], ['id'], ['password:x(name)']])],
    ['the same among aggregates', operation('formatted_read_group', [[]], { aggregates: ['password:x(name)'] })],
    ['read_group with no fields', operation('read_group', [[], [], ['user_id']])],
    ['read_group without fields', operation('read_group', [[]], { groupby: ['user_id'] })],
    ['web_read_group with what are no fields to 14', operation('web_read_group', [[], [], ['user_id']])],
    ['the same by name', operation('web_read_group', [], { fields: [], groupby: ['user_id'] })],
    ['the same with nothing', operation('web_read_group', [], { fields: null, groupby: ['user_id'] })],
    ['web_search_read without fields', operation('web_search_read', [[]])],
    ['web_search_read with an empty specification', operation('web_search_read', [[], {}])],
    ['a name that is a domain', operation('name_search', [[['password', '=like', 'a%']], [], 'any'])],
    [
      'groups of a domain that are no domain',
      operation('search_panel_select_range', ['user_id'], { comodel_domain: 'x' }),
    ],
    ['a panel of a path', operation('search_panel_select_range', ['user_id.password'])],
    [
      'specifications of groups that are a list',
      operation('web_read_group', [[], ['a']], { groupby_read_specification: [{}] }),
    ],
  ])('refuses %s', (_what, given) => {
    expect(() => pathsOf(given)).toThrow(InvalidArguments);
  });
});

describe('the context', () => {
  it.each<[string, Operation['kwargs']]>([
    ['search_read', { fields: ['id'] }],
    ['read_group', { fields: ['id'], groupby: ['state'] }],
    ['name_search', { name: 'x' }],
  ])('lets %s change how things are shown and nothing else', (method, kwargs) => {
    const call = (context: unknown) => () => pathsOf(operation(method, [], { ...kwargs, context }));
    expect(call({ lang: 'fr_FR', active_test: false })).not.toThrow();
    expect(call({ tracking_disable: true })).toThrow(Forbidden);
    expect(call({ default_name: 'x' })).toThrow(Forbidden);
  });

  it('lets writing be changed, and takes its defaults for values', () => {
    const context = { tracking_disable: true, default_name: 'x', default_user_ids: [[1, 7, { login: 'x' }]] };
    const values = ['creates:name', 'creates:user_ids', 'changes:user_ids.id', 'changes:user_ids.login'];
    expect(pathsOf(operation('create', [{ email: 'x' }], { context }))).toEqual([...values, 'creates:email']);
    expect(pathsOf(operation('action_confirm', [[1]], { context }))).toEqual(values);
  });

  it.each<[string, unknown]>([
    ['text', 'lang'],
    ['a list', ['lang']],
    ['a number', 1],
    ['a default of a path', { 'default_user_id.password': 'x' }],
    ['a default in other letters', { default_Name: 'x' }],
    ['a default with commands that cannot be read', { default_user_ids: [[true, 7, {}]] }],
  ])('refuses %s', (_what, context) => {
    expect(() => pathsOf(operation('create', [{}], { context }))).toThrow(InvalidArguments);
  });

  it('refuses a secret among the defaults of any method, known or not', () => {
    const context = { default_password: 'x' };
    expect(pathsOf(operation('create', [{}], { context }))).toEqual(['creates:password']);
    expect(() => pathsOf(operation('action_confirm', [[1]], { context }))).toThrow(Forbidden);
  });
});

function nested(levels: number): Record<string, unknown> {
  let values: Record<string, unknown> = { name: 'x' };
  for (let level = 1; level < levels; level += 1) values = { child_ids: [[0, 0, values]] };
  return values;
}
