import { OPEN_RULES } from '../../../test/fixtures/principals.js';
import { narrowing } from './narrowing.js';

describe('narrowing', () => {
  it('denies nothing without lists', () => {
    const { closedBy, field, method } = narrowing(OPEN_RULES);
    expect([closedBy('res.partner'), field('res.partner', 'name'), method('res.partner', 'write')]).toEqual([
      undefined,
      false,
      false,
    ]);
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
    expect(narrowing({ ...OPEN_RULES, modelsAllow, modelsDeny }).closedBy(model)).toBe(rule);
  });

  it('denies fields and methods, each by its own list', () => {
    const { field, method } = narrowing({ ...OPEN_RULES, fieldsDeny: ['margin'], methodsDeny: ['sale.order:write'] });
    expect([field('sale.order', 'margin'), field('sale.order', 'write')]).toEqual([true, false]);
    expect([method('sale.order', 'write'), method('res.partner', 'write')]).toEqual([true, false]);
  });

  it('is compiled once for the same rules, and never mixes two up', () => {
    const rules = { ...OPEN_RULES, modelsDeny: ['sale.order'] };
    expect(narrowing(rules)).toBe(narrowing(rules));
    expect(narrowing({ ...OPEN_RULES }).closedBy('sale.order')).toBeUndefined();
  });
});
