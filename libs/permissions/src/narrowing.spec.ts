import type { AccessRules, OwnRules } from '#libs/contracts';
import { OPEN_RULES } from '../../../test/fixtures/principals.js';
import { narrowing, type Rule } from './narrowing.js';

describe('narrowing', () => {
  it('denies nothing without lists', () => {
    const { model, field, method, names } = narrowing({ rules: OPEN_RULES });
    expect([
      model('res.partner'),
      field('res.partner', 'name'),
      method('res.partner', 'write'),
      names('res.partner'),
    ]).toEqual([undefined, undefined, undefined, undefined]);
  });

  it.each<[readonly string[], readonly string[], string, string | undefined]>([
    [['sale.*'], [], 'sale.order', undefined],
    [['sale.*'], [], 'res.partner', 'MODELS_ALLOW'],
    [[], ['sale.*'], 'sale.order', 'MODELS_DENY'],
    [[], ['sale.*'], 'res.partner', undefined],
    [['sale.*'], ['sale.order'], 'sale.order', 'MODELS_DENY'],
    [['sale.*'], ['sale.order'], 'sale.order.line', undefined],
    [['sale.*'], ['res.*'], 'res.partner', 'MODELS_DENY'],
  ])('with %j allowed and %j denied, %s is closed by %s', (modelsAllow, modelsDeny, model, rule) => {
    expect(narrowing({ rules: { ...OPEN_RULES, modelsAllow, modelsDeny } }).model(model)).toBe(rule);
  });

  it('denies fields and methods, each by its own list', () => {
    const { field, method } = narrowing({
      rules: { ...OPEN_RULES, fieldsDeny: ['margin'], methodsDeny: ['sale.order:write'] },
    });
    expect([field('sale.order', 'margin'), field('sale.order', 'write')]).toEqual(['FIELDS_DENY', undefined]);
    expect([method('sale.order', 'write'), method('res.partner', 'write')]).toEqual(['METHODS_DENY', undefined]);
  });

  it('is compiled once for the same rules, and never mixes two up', () => {
    const rules = { ...OPEN_RULES, modelsDeny: ['sale.order'] };
    expect(narrowing({ rules })).toBe(narrowing({ rules }));
    expect(narrowing({ rules: { ...OPEN_RULES } }).model('sale.order')).toBeUndefined();
  });
});

describe("a key's own rules", () => {
  const NONE = { allow: [], deny: [] };
  const own = (ownRules: Partial<OwnRules>, rules: Partial<AccessRules> = {}) =>
    narrowing({
      rules: { ...OPEN_RULES, ...rules },
      ownRules: { models: NONE, fields: NONE, methods: NONE, ...ownRules },
    });

  it('closes nothing where nothing is listed', () => {
    const { model, field, method, names } = own({});
    expect([model('a'), field('a', 'b'), method('a', 'write'), names('a')]).toEqual(Array(4).fill(undefined));
  });

  it('holds beside the rules of the gateway, whichever closes', () => {
    const { model } = own(
      { models: { allow: ['sale.*'], deny: ['sale.report'] } },
      { modelsDeny: ['sale.order.line'] },
    );
    expect(['sale.order', 'sale.report', 'sale.order.line', 'res.partner'].map(model)).toEqual([
      undefined,
      'models.deny',
      'MODELS_DENY',
      'models.allow',
    ]);
  });

  it('leaves the fields that are allowed, less those that are denied, and always the id', () => {
    const { field } = own({ fields: { allow: ['name', 'sale.order:*'], deny: ['sale.order:margin'] } });
    expect(field('res.partner', 'name')).toBeUndefined();
    expect(field('res.partner', 'id')).toBeUndefined();
    expect(field('res.partner', 'email')).toBe('fields.allow');
    expect(field('sale.order', 'state')).toBeUndefined();
    expect(field('sale.order', 'margin')).toBe('fields.deny');
  });

  it.each<[readonly string[], readonly string[], Rule | undefined]>([
    [['name'], [], undefined],
    [['display_name'], [], undefined],
    [['email'], [], 'fields.allow'],
    [[], ['name'], 'fields.deny'],
    [['*'], ['display_name'], 'fields.deny'],
    [['res.users:name'], [], 'fields.allow'],
  ])('with fields %j allowed and %j denied, names of partners are closed by %s', (allow, deny, rule) => {
    expect(own({ fields: { allow, deny } }).names('res.partner')?.rule).toBe(rule);
  });

  it('opens display_name with name, which tells the same, and not the other way round', () => {
    expect(own({ fields: { allow: ['name'], deny: [] } }).field('a', 'display_name')).toBeUndefined();
    expect(own({ fields: { allow: ['display_name'], deny: [] } }).field('a', 'name')).toBe('fields.allow');
  });

  it('narrows methods that act to those that are allowed, and leaves reading', () => {
    const { method } = own({ methods: { allow: ['sale.order:action_confirm'], deny: ['read_group'] } });
    expect(method('sale.order', 'action_confirm')).toBeUndefined();
    expect(method('sale.order', 'search_read')).toBeUndefined();
    expect(method('sale.order', 'write')).toBe('methods.allow');
    expect(method('res.partner', 'action_confirm')).toBe('methods.allow');
    expect(method('sale.order', 'read_group')).toBe('methods.deny');
  });
});
