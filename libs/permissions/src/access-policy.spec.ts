import type { Mode, Operation, Principal } from '#libs/contracts';
import { type Decision, decide, decideMethod } from './access-policy.js';
import type { Hop } from './resolve-paths.js';

const principal = (mode: Mode): Principal => ({ id: 'p', mode });

function operation(method: string, change: Partial<Operation> = {}): Operation {
  return { model: 'res.partner', method, args: [], kwargs: {}, ...change };
}

const hop = (model: string, field: string, use: Hop['use'] = 'domain'): Hop => ({ model, field, use });

/** Who refused and by which rule, or `allowed`. */
function verdict(decision: Decision): string {
  return decision.allowed ? 'allowed' : `${decision.refusal.layer}: ${decision.refusal.rule}`;
}

describe('decideMethod', () => {
  const methodVerdict = (mode: Mode, given: Operation) => verdict(decideMethod(principal(mode), given));

  it.each(['search', 'search_read', 'search_count', 'read', 'fields_get'])('lets both modes %s', (method) => {
    expect(methodVerdict('readonly', operation(method))).toBe('allowed');
    expect(methodVerdict('readwrite', operation(method))).toBe('allowed');
  });

  it.each(['create', 'write', 'unlink'])('lets only readwrite %s', (method) => {
    expect(methodVerdict('readonly', operation(method))).toBe('mode: readonly');
    expect(methodVerdict('readwrite', operation(method))).toBe('allowed');
  });

  it.each(
    `default_get onchange export_data copy_data get_portal_url message_get_suggested_recipients copy name_create load
     web_save toggle_active action_confirm button_validate message_post run flush recompute init mapped filtered
     filtered_domain sorted sudo with_user browse execute _write search_fetch constructor hasown __proto__ __class__
     name_search read_group web_search_read`.split(/\s+/),
  )('lets nobody %s, which it cannot judge', (method) => {
    expect(methodVerdict('readonly', operation(method))).toBe('method: unclassified-method');
    expect(methodVerdict('readwrite', operation(method))).toBe('method: unclassified-method');
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

  it.each<[string, unknown]>([
    ['none', undefined],
    ['an empty one', {}],
    ['null', null],
    ['language and time zone', { lang: 'fr_FR', tz: 'Europe/Brussels' }],
    ['companies', { allowed_company_ids: [1], active_test: false, bin_size: true }],
  ])('lets this context through: %s', (_what, context) => {
    expect(methodVerdict('readonly', operation('search', { kwargs: { context } }))).toBe('allowed');
  });

  it.each<[string, unknown]>([
    ['a default', { lang: 'fr', default_user_id: 1 }],
    ['switches', { tracking_disable: true }],
    ['reports', { force_report_rendering: true }],
    ['a key in other letters', { LANG: 'fr' }],
    ['a member of every object', { constructor: 1 }],
    ['text', 'lang'],
    ['a number', 1],
    ['true', true],
    ['a list', ['lang']],
    ['an empty list', []],
  ])('refuses this context: %s', (_what, context) => {
    expect(methodVerdict('readwrite', operation('search', { kwargs: { context } }))).toBe('arguments: context-key');
  });
});

describe('decide', () => {
  const decided = (mode: Mode, given: Operation, hops: Hop[] = []) => verdict(decide(principal(mode), given, hops));

  it('asks first what decideMethod asks', () => {
    expect(decided('readonly', operation('write'))).toBe('mode: readonly');
    expect(decided('readwrite', operation('action_confirm'))).toBe('method: unclassified-method');
  });

  it.each(['search', 'search_count', 'read', 'fields_get', 'create', 'write', 'unlink'])(
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
    },
  );

  it('lets nobody write a frozen model through another one', () => {
    const hops = [hop('res.partner', 'user_ids', 'values'), hop('res.users', 'login', 'values')];
    expect(decided('readwrite', operation('write'), hops)).toBe('model: frozen-models');
  });

  it.each<Hop['use']>(['fields', 'domain', 'order', 'values'])('lets nobody use a secret field for %s', (use) => {
    const method = use === 'values' ? 'write' : 'search_read';
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
});
