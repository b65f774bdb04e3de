import { OPEN_RULES } from '../../../test/fixtures/principals.js';
import { narrowing } from './narrowing.js';

describe('narrowing', () => {
  it('denies nothing without lists', () => {
    const { model, field, method } = narrowing(OPEN_RULES);
    expect([model('res.partner'), field('res.partner', 'name'), method('res.partner', 'write')]).toEqual([
      false,
      false,
      false,
    ]);
  });

  it.each<[readonly string[], readonly string[], string, boolean]>([
    [['sale.*'], [], 'sale.order', false],
    [['sale.*'], [], 'res.partner', true],
    [[], ['sale.*'], 'sale.order', true],
    [[], ['sale.*'], 'res.partner', false],
    [['sale.*'], ['sale.order'], 'sale.order', true],
    [['sale.*'], ['sale.order'], 'sale.order.line', false],
  ])('with %j allowed and %j denied, %s is denied: %s', (modelsAllow, modelsDeny, model, denied) => {
    expect(narrowing({ ...OPEN_RULES, modelsAllow, modelsDeny }).model(model)).toBe(denied);
  });

  it('denies fields and methods, each by its own list', () => {
    const { field, method } = narrowing({ ...OPEN_RULES, fieldsDeny: ['margin'], methodsDeny: ['sale.order:write'] });
    expect([field('sale.order', 'margin'), field('sale.order', 'write')]).toEqual([true, false]);
    expect([method('sale.order', 'write'), method('res.partner', 'write')]).toEqual([true, false]);
  });

  it('is compiled once for the same rules, and never mixes two up', () => {
    const rules = { ...OPEN_RULES, modelsDeny: ['sale.order'] };
    expect(narrowing(rules)).toBe(narrowing(rules));
    expect(narrowing({ ...OPEN_RULES }).model('sale.order')).toBe(false);
  });
});
