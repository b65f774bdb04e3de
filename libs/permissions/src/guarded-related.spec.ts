import { principal } from '../../../test/fixtures/principals.js';
import { clients, type Models, RecordingOdoo } from '../../../test/fixtures/recording-odoo.js';
import { RecordingTrail } from '../../../test/fixtures/recording-trail.js';
import type { AccessRules, Operation } from '#libs/contracts';
import { GuardedOdoo } from './guarded-odoo.js';

const models: Models = {
  'digest.digest': {
    id: 'integer',
    name: 'char',
    company_id: 'many2one res.company',
    currency_id: 'many2one res.currency related=company_id.currency_id',
    digest_ids: 'one2many digest.digest',
  },
  'product.product': {
    id: 'integer',
    default_code: 'char',
    product_tmpl_id: 'many2one product.template',
    name: 'char related=product_tmpl_id.name',
    list_price: 'float related=product_tmpl_id.list_price',
    owner_email: 'char related=product_tmpl_id.owner_email',
    seller_ids: 'one2many product.supplierinfo related=product_tmpl_id.seller_ids',
    // Seen by nobody whom the chain would lead through what is hidden from them.
    lost: 'char related=gone_id.name',
  },
  'product.template': {
    id: 'integer',
    name: 'char',
    list_price: 'float',
    user_id: 'many2one res.users',
    owner_email: 'char related=user_id.email',
    seller_ids: 'one2many product.supplierinfo',
  },
  'product.supplierinfo': { id: 'integer', price: 'float' },
  'product.document': {
    id: 'integer',
    ir_attachment_id: 'many2one ir.attachment',
    datas: 'binary related=ir_attachment_id.datas',
    res_model: 'char related=ir_attachment_id.res_model',
    partner_key: 'char related=partner_id.api_key',
    partner_id: 'many2one res.partner',
    owner_login: 'datetime related=partner_id.user_id.login_date',
  },
  'mail.activity': {
    id: 'integer',
    res_model_id: 'many2one ir.model',
    res_model: 'char related=res_model_id.model',
    model_info: 'text related=res_model_id.info',
  },
  'res.partner': {
    id: 'integer',
    name: 'char',
    api_key: 'char',
    email: 'char',
    user_id: 'many2one res.users',
    document_ids: 'one2many product.document',
  },
  'res.users': {
    id: 'integer',
    partner_id: 'many2one res.partner',
    email: 'char related=partner_id.email',
    log_ids: 'one2many res.users.log',
    login_date: 'datetime related=log_ids.create_date',
  },
  'res.company': { id: 'integer', currency_id: 'many2one res.currency' },
  'res.currency': { id: 'integer', name: 'char' },
};

const limits = { maxLeaves: 20, maxDepth: 3, fileBytes: 1000 };

describe('related fields', () => {
  let odoo: RecordingOdoo;

  beforeEach(() => {
    odoo = new RecordingOdoo(models);
  });

  const portFor = (rules: Partial<AccessRules> = {}) =>
    new GuardedOdoo(odoo, clients, limits, new RecordingTrail()).executor(principal('readwrite', rules)).odoo;

  async function outcome(operation: Operation, rules?: Partial<AccessRules>): Promise<string> {
    const refusal = await portFor(rules)
      .call(operation)
      .then(
        () => undefined,
        (error: { rule?: string; message: string }) => error.rule ?? error.message,
      );
    return `${refusal ?? 'allowed'}${odoo.operations.length > 0 ? ', sent' : ''}`;
  }

  const writing = (model: string, values: Record<string, unknown>): Operation[] => [
    { model, method: 'write', args: [[1], values], kwargs: {} },
    { model, method: 'create', args: [[values]], kwargs: {} },
    { model, method: 'copy', args: [[1], values], kwargs: {} },
    { model, method: 'web_save', args: [[1], values, { id: {} }], kwargs: {} },
  ];

  it.each<[string, string, Record<string, unknown>, Partial<AccessRules>, string]>([
    ['a frozen company', 'digest.digest', { currency_id: 2 }, {}, 'frozen-models'],
    ['one from a line', 'digest.digest', { digest_ids: [[1, 2, { currency_id: 2 }]] }, {}, 'frozen-models'],
    ['one from a new line', 'digest.digest', { digest_ids: [[0, 0, { currency_id: 2 }]] }, {}, 'frozen-models'],
    ['a user, two chains away', 'product.product', { owner_email: 'x' }, {}, 'frozen-models'],
    ['a file', 'product.document', { datas: 'eA==' }, {}, 'protected-models'],
    ['what a file hangs on', 'product.document', { res_model: 'res.users' }, {}, 'protected-models'],
    ['a secret', 'product.document', { partner_key: 'x' }, {}, 'secret-fields'],
    ['the name of a model', 'mail.activity', { res_model: 'x' }, {}, 'protected-models'],
    ['a denied model', 'product.product', { name: 'x' }, { modelsDeny: ['product.template'] }, 'MODELS_DENY'],
    ['one that is not listed', 'product.product', { name: 'x' }, { modelsAllow: ['product.product'] }, 'MODELS_ALLOW'],
    [
      'a denied field',
      'product.product',
      { list_price: 1 },
      { fieldsDeny: ['product.template:list_price'] },
      'FIELDS_DENY',
    ],
    [
      'by a denied method',
      'product.product',
      { name: 'x' },
      { methodsDeny: ['product.template:write'] },
      'METHODS_DENY',
    ],
    ['what no schema shows', 'product.product', { lost: 'x' }, {}, 'known-fields'],
    [
      'lines of a denied model',
      'product.product',
      { seller_ids: [[0, 0, { price: 1 }]] },
      { modelsDeny: ['product.supplierinfo'] },
      'MODELS_DENY',
    ],
    [
      'the list that lines are in',
      'product.product',
      { seller_ids: [[4, 7]] },
      { methodsDeny: ['product.template:write'] },
      'METHODS_DENY',
    ],
  ])('write no %s', async (_what, model, values, rules, rule) => {
    for (const operation of writing(model, values)) {
      expect([operation.method, await outcome(operation, rules)]).toEqual([operation.method, rule]);
    }
  });

  it('make a record of the other model where that is denied, and are refused only then', async () => {
    const rules = { methodsDeny: ['product.template:create'] };
    const [write, create] = writing('product.product', { name: 'x' });
    expect(await outcome(create as Operation, rules)).toBe('METHODS_DENY');
    expect(await outcome(write as Operation, rules)).toBe('allowed, sent');
  });

  it.each<[string, string, string, Partial<AccessRules>, string]>([
    ['a file', 'product.document', 'datas', {}, 'protected-models'],
    ['a secret', 'product.document', 'partner_key', {}, 'secret-fields'],
    ['what lies behind three steps and another chain', 'product.document', 'owner_login', {}, 'protected-models'],
    ['what is known of a model', 'mail.activity', 'model_info', {}, 'protected-models'],
    ['a denied model', 'product.product', 'name', { modelsDeny: ['product.template'] }, 'MODELS_DENY'],
    ['a denied field', 'product.product', 'name', { fieldsDeny: ['product.template:name'] }, 'FIELDS_DENY'],
    [
      'a denied field two chains away',
      'product.product',
      'owner_email',
      { fieldsDeny: ['res.partner:email'] },
      'FIELDS_DENY',
    ],
    ['what no schema shows', 'product.product', 'lost', {}, 'known-fields'],
  ])('show, compare, sort and group by no %s', async (_what, model, field, rules, rule) => {
    const domain = [[field, '=', 'x']];
    for (const [method, args, kwargs] of [
      ['search_read', [[], [field]], {}],
      ['read', [[1], ['id', field]], {}],
      ['search_count', [domain], {}],
      ['search', [[]], { order: field }],
      ['formatted_read_group', [[], [field]], {}],
      ['web_search_read', [[], { [field]: {} }], {}],
    ] as const) {
      expect([method, await outcome({ model, method, args, kwargs }, rules)]).toEqual([method, rule]);
    }
    if (model !== 'product.document') return;
    const sub = { model: 'res.partner', method: 'search_count', kwargs: {} };
    expect(await outcome({ ...sub, args: [[[`document_ids.${field}`, '=', 'x']]] }, rules)).toBe(rule);
    expect(await outcome({ ...sub, args: [[['document_ids', 'any', domain]]] }, rules)).toBe(rule);
  });

  it('are read and written like any other field where nothing is closed', async () => {
    const reading = { model: 'product.product', method: 'read', args: [[1], ['name', 'owner_email']], kwargs: {} };
    expect(await outcome(reading)).toBe('allowed, sent');
    for (const operation of writing('product.product', { name: 'x', list_price: 7 })) {
      expect(await outcome(operation)).toBe('allowed, sent');
    }
    const activities = { model: 'mail.activity', method: 'read', args: [[1], ['res_model']], kwargs: {} };
    expect(await outcome(activities)).toBe('allowed, sent');
  });

  it('are left out of descriptions where they would be refused, whatever attributes are asked for', async () => {
    odoo.answer = () => Object.fromEntries(Object.keys(odoo.fieldsOf('product.document')).map((name) => [name, {}]));
    expect(Object.keys(await portFor().fieldsGet('product.document', undefined, ['string']))).toEqual([
      'id',
      'partner_id',
      'owner_login',
    ]);
  });
});
