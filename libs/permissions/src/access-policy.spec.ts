import { principal } from '../../../test/fixtures/principals.js';
import type { AccessRules, Mode, Operation } from '#libs/contracts';
import { type Decision, decide, decideMethod, isClosedModel } from './access-policy.js';
import type { Hop } from './resolve-paths.js';

function operation(method: string, change: Partial<Operation> = {}): Operation {
  return { model: 'res.partner', method, args: [], kwargs: {}, ...change };
}

const hop = (model: string, field: string, use: Hop['use'] = 'domain', relation?: string): Hop => ({
  model,
  field,
  use,
  relation,
});

/** Who refused and by which rule, or `allowed`. */
function verdict(decision: Decision): string {
  return decision.allowed ? 'allowed' : `${decision.refusal.layer}: ${decision.refusal.rule}`;
}

describe('decideMethod', () => {
  const methodVerdict = (mode: Mode, given: Operation) => verdict(decideMethod(principal(mode), given));

  it.each(
    `search search_read search_count read fields_get name_search name_get read_group formatted_read_group
     web_search_read web_read web_read_group read_progress_bar get_views fields_view_get check_access_rights has_access
     search_panel_select_range search_panel_select_multi_range get_metadata get_external_id`.split(/\s+/),
  )('lets both modes %s', (method) => {
    expect(methodVerdict('readonly', operation(method))).toBe('allowed');
    expect(methodVerdict('readwrite', operation(method))).toBe('allowed');
  });

  it.each(
    `create write unlink copy name_create web_save toggle_active action_confirm button_validate message_post run
     message_get_suggested_recipients constructor execute hasown`.split(/\s+/),
  )('lets only readwrite %s', (method) => {
    expect(methodVerdict('readonly', operation(method))).toBe('mode: readonly');
    expect(methodVerdict('readwrite', operation(method))).toBe('allowed');
  });

  it.each(
    `onchange export_data copy_data get_portal_url load flush recompute init mapped filtered filtered_domain sorted
     grouped sudo with_user with_context with_env with_company browse exists new update search_fetch fetch modified
     resolve_2many_commands formatted_read_grouping_sets web_name_search web_save_multi web_resequence
     web_override_translations get_field_translations update_field_translations get_formview_action message_new
     message_update message_process message_fetch message_route message_mail_with_source message_post_with_source
     message_post_with_template message_post_with_view qweb_render_view get_view load_views default_get
     copy_translations get_property_definition`.split(/\s+/),
  )('lets nobody %s, which leads round the rules', (method) => {
    expect(methodVerdict('readonly', operation(method))).toBe('method: closed-methods');
    expect(methodVerdict('readwrite', operation(method))).toBe('method: closed-methods');
  });

  it.each(['_write', '__class__', '__proto__', '_read_group_raw'])('lets nobody %s, which is private', (method) => {
    expect(methodVerdict('readonly', operation(method))).toBe('method: private-methods');
    expect(methodVerdict('readwrite', operation(method))).toBe('method: private-methods');
  });

  it.each([
    ['model', 'Res.Partner'],
    ['model', 'res.partner '],
    ['model', 'res．partner'],
    ['model', ''],
    ['method', 'Search'],
    ['method', 'search '],
    ['method', 'search\n'],
    ['method', 'search.read'],
    ['method', ''],
  ])('refuses the %s %j before it looks at anything else', (member, name) => {
    const given = { ...operation('search'), [member]: name };
    expect(methodVerdict('readwrite', given)).toBe('arguments: canonical-names');
  });
});

describe('decide', () => {
  const decided = (mode: Mode, given: Operation, hops: Hop[] = []) => verdict(decide(principal(mode), given, hops));

  it('asks first what decideMethod asks', () => {
    expect(decided('readonly', operation('write'))).toBe('mode: readonly');
    expect(decided('readonly', operation('action_confirm'))).toBe('mode: readonly');
    expect(decided('readwrite', operation('mapped'))).toBe('method: closed-methods');
  });

  it.each(['search', 'read_group', 'get_views', 'read', 'fields_get', 'create', 'write', 'unlink', 'action_confirm'])(
    'lets nobody %s a protected model',
    (method) => {
      expect(decided('readwrite', operation(method, { model: 'ir.config_parameter' }))).toBe('model: protected-models');
    },
  );

  it('lets nobody go through a protected model, or end on one', () => {
    const hops = [hop('res.partner', 'token_ids'), hop('payment.token', 'name')];
    expect(decided('readwrite', operation('search'), hops)).toBe('model: protected-models');
  });

  it.each(['res.users', 'res.groups', 'res.company', 'ir.actions.report'])(
    'lets %s be read and not written',
    (model) => {
      expect(decided('readwrite', operation('search', { model }), [hop(model, 'name')])).toBe('allowed');
      expect(decided('readwrite', operation('create', { model }))).toBe('model: frozen-models');
      expect(decided('readwrite', operation('write', { model }))).toBe('model: frozen-models');
      expect(decided('readwrite', operation('unlink', { model }))).toBe('model: frozen-models');
      expect(decided('readwrite', operation('action_reset', { model }))).toBe('model: frozen-models');
    },
  );

  it('lets nobody write a frozen model through another one', () => {
    const hops = [hop('res.partner', 'user_ids', 'fields'), hop('res.users', 'login', 'changes')];
    expect(decided('readwrite', operation('write'), hops)).toBe('model: frozen-models');
  });

  it.each<Hop['use']>(['fields', 'domain', 'order', 'changes'])('lets nobody use a secret field for %s', (use) => {
    const method = use === 'changes' ? 'write' : 'search_read';
    expect(decided('readwrite', operation(method), [hop('res.partner', 'name', use)])).toBe('allowed');
    const secret = [hop('res.partner', 'name', use), hop('res.partner', 'signup_token', use)];
    expect(decided('readwrite', operation(method), secret)).toBe('field: secret-fields');
  });

  it('says which model and field it refuses, and never why it knows them', () => {
    const refused = decide(principal('readonly'), operation('search'), [hop('res.users', 'password')]);
    expect(refused).toMatchObject({
      allowed: false,
      refusal: { code: 'forbidden', message: 'The field password of res.users is protected.' },
    });
  });

  it('lets nobody see the names of protected records at the other end of a field', () => {
    const hops = [hop('res.partner', 'message_main_attachment_id', 'fields', 'ir.attachment')];
    expect(decided('readonly', operation('search_read'), hops)).toBe('model: protected-models');
  });

  it.each<Hop['use']>(['creates', 'changes', 'links', 'unlinks', 'deletes'])(
    'lets nobody do to a frozen record what %s it',
    (use) => {
      expect(decided('readwrite', operation('write'), [hop('res.users', 'id', use)])).toBe('model: frozen-models');
    },
  );

  it('lets the names of models be seen by a path, and nothing else of them', () => {
    expect(decided('readonly', operation('search'), [hop('ir.model', 'model')])).toBe('allowed');
    expect(decided('readonly', operation('search'), [hop('ir.model', 'info')])).toBe('model: protected-models');
    expect(decided('readonly', operation('search', { model: 'ir.model' }))).toBe('model: protected-models');
    expect(decided('readwrite', operation('write'), [hop('ir.model', 'model', 'changes')])).toBe(
      'model: protected-models',
    );
  });

  it('lets a field be set that leads to a model which is only read', () => {
    expect(decided('readwrite', operation('write'), [hop('res.partner', 'user_id', 'changes', 'res.users')])).toBe(
      'allowed',
    );
  });
});

describe('what narrows a key', () => {
  const decided = (rules: Partial<AccessRules>, given: Operation, hops: Hop[] = []) =>
    verdict(decide(principal('readwrite', rules), given, hops));

  it.each<[string, Partial<AccessRules>, string, string]>([
    ['a model that is not on the list', { modelsAllow: ['sale.*'] }, 'res.partner', 'model: MODELS_ALLOW'],
    ['one that is', { modelsAllow: ['sale.*', 'res.partner'] }, 'res.partner', 'allowed'],
    ['one that is denied', { modelsDeny: ['res.*'] }, 'res.partner', 'model: MODELS_DENY'],
    ['one that is on both lists', { modelsAllow: ['*'], modelsDeny: ['res.*'] }, 'res.partner', 'model: MODELS_DENY'],
    ['a protected one on the list', { modelsAllow: ['ir.cron'] }, 'ir.cron', 'model: protected-models'],
  ])('decides on %s', (_what, rules, model, expected) => {
    expect(decided(rules, operation('search', { model }))).toBe(expected);
    expect(isClosedModel(principal('readwrite', rules), model)).toBe(expected !== 'allowed');
  });

  it('says which list it is that closes a model', () => {
    const hintOf = (rules: Partial<AccessRules>) => decide(principal('readonly', rules), operation('search'), []);
    expect(hintOf({ modelsAllow: ['sale.*'] })).toMatchObject({
      refusal: { hint: 'Only the models that the operator lists in MODELS_ALLOW are open.' },
    });
    expect(hintOf({ modelsDeny: ['res.*'] })).toMatchObject({
      refusal: { hint: 'The operator of the gateway has closed it.' },
    });
  });

  it('closes what leads to a denied model', () => {
    const rules = { modelsDeny: ['hr.*'] };
    expect(decided(rules, operation('search'), [hop('res.partner', 'employee_ids', 'fields', 'hr.employee')])).toBe(
      'model: MODELS_DENY',
    );
    expect(decided(rules, operation('search'), [hop('hr.employee', 'name')])).toBe('model: MODELS_DENY');
  });

  it.each<[string, string, string]>([
    ['on any model', 'credit_limit', 'field: FIELDS_DENY'],
    ['by a pattern', 'credit*', 'field: FIELDS_DENY'],
    ['on this model', 'res.partner:credit_limit', 'field: FIELDS_DENY'],
    ['on another one', 'sale.order:credit_limit', 'allowed'],
  ])('denies a field %s', (_where, entry, expected) => {
    for (const use of ['fields', 'domain', 'order', 'group', 'creates', 'changes', 'links'] as const) {
      expect(decided({ fieldsDeny: [entry] }, operation('search'), [hop('res.partner', 'credit_limit', use)])).toBe(
        expected,
      );
    }
  });

  it.each<[string, string]>([
    ['display_name', 'field: FIELDS_DENY'],
    ['res.partner:name', 'field: FIELDS_DENY'],
    ['sale.order:name', 'allowed'],
    ['email', 'allowed'],
  ])('denies methods that answer with names where %s is denied', (entry, expected) => {
    for (const method of ['name_search', 'name_get']) {
      expect(decided({ fieldsDeny: [entry] }, operation(method))).toBe(expected);
    }
  });

  it.each<[string, string]>([
    ['action_confirm', 'method: METHODS_DENY'],
    ['action_*', 'method: METHODS_DENY'],
    ['res.partner:action_confirm', 'method: METHODS_DENY'],
    ['sale.order:action_confirm', 'allowed'],
  ])('denies methods by %s', (entry, expected) => {
    expect(decided({ methodsDeny: [entry] }, operation('action_confirm'))).toBe(expected);
  });

  it('lets nothing be opened that a list does not name', () => {
    expect(decided({ modelsAllow: ['res.users'] }, operation('write', { model: 'res.users' }))).toBe(
      'model: frozen-models',
    );
  });
});

describe('caps', () => {
  const ids = (count: number) => Array.from({ length: count }, (_, index) => index + 1);
  const capping = principal('readwrite', { maxWriteRecords: 5, maxUnlinkRecords: 2 });
  const capped = (method: string, args: unknown[], kwargs: Operation['kwargs'] = {}) =>
    verdict(decide(capping, operation(method, { args, kwargs }), []));

  it.each<[string, unknown[], Operation['kwargs'], string]>([
    ['write', [ids(5), {}], {}, 'allowed'],
    ['write', [ids(6), {}], {}, 'arguments: WRITE_MAX_RECORDS'],
    ['write', [], { ids: ids(6), vals: {} }, 'arguments: WRITE_MAX_RECORDS'],
    ['create', [ids(6).map(() => ({}))], {}, 'arguments: WRITE_MAX_RECORDS'],
    ['create', [], { vals_list: ids(6).map(() => ({})) }, 'arguments: WRITE_MAX_RECORDS'],
    ['create', [{}], {}, 'allowed'],
    ['copy', [ids(6)], {}, 'arguments: WRITE_MAX_RECORDS'],
    ['action_confirm', [ids(6)], {}, 'arguments: WRITE_MAX_RECORDS'],
    ['action_confirm', [], { ids: ids(6) }, 'arguments: WRITE_MAX_RECORDS'],
    ['unlink', [ids(2)], {}, 'allowed'],
    ['unlink', [ids(3)], {}, 'arguments: UNLINK_MAX_RECORDS'],
    ['unlink', [], { ids: ids(3) }, 'arguments: UNLINK_MAX_RECORDS'],
    ['read', [ids(50), ['name']], {}, 'allowed'],
  ])('%s of %j with %j is %s', (method, args, kwargs, expected) => {
    expect(capped(method, args, kwargs)).toBe(expected);
  });

  it.each<[Hop['use'], number, string, string]>([
    ['creates', 5, 'WRITE_MAX_RECORDS', 'This call would write 6 records, lines included, and one call may write 5.'],
    ['changes', 5, 'WRITE_MAX_RECORDS', 'This call would write 6 records, lines included, and one call may write 5.'],
    ['deletes', 3, 'UNLINK_MAX_RECORDS', 'This call would delete 3 records, and one call may delete 2.'],
    ['unlinks', Infinity, 'UNLINK_MAX_RECORDS', 'replace all records of a one2many, and delete nobody knows how many'],
  ])('say of what %s records in values how many there are, and which setting it is', (use, records, rule, message) => {
    const line: Hop = { model: 'sale.order.line', field: 'id', use, records };
    const decision = decide(capping, operation('write', { args: [[1], {}] }), [line]);
    expect(decision).toMatchObject({ refusal: { rule, message: expect.stringContaining(message) as string } });
    expect(decide(capping, operation('write', { args: [[1], {}] }), [{ ...line, records: 2 }])).toEqual({
      allowed: true,
    });
  });
});
