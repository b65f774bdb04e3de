import { memberPattern, namePattern } from './name-patterns.js';

describe('namePattern', () => {
  it('is none where there are no names', () => {
    expect(namePattern([])).toBeUndefined();
  });

  it.each<[string, string, boolean]>([
    ['sale.order', 'sale.order', true],
    ['sale.order', 'sale_order', false],
    ['sale.order', 'sale.order.line', false],
    ['sale.order', 'x.sale.order', false],
    ['sale.*', 'sale.order', true],
    ['sale.*', 'sale', false],
    ['sale*', 'sale', true],
    ['*.line', 'sale.order.line', true],
    ['*', 'anything', true],
  ])('%s of %s is %s', (name, model, matches) => {
    expect(namePattern([name])?.test(model)).toBe(matches);
  });

  it('is any of several names, each to its end', () => {
    const pattern = namePattern(['sale.order', 'res.*']);
    expect(['sale.order', 'res.partner', 'sale.order.x', 'xres.partner'].map((name) => pattern?.test(name))).toEqual([
      true,
      true,
      false,
      false,
    ]);
  });
});

describe('memberPattern', () => {
  it.each<[string, string, string, boolean]>([
    ['margin', 'sale.order', 'margin', true],
    ['margin', 'sale.order', 'margin_percent', false],
    ['margin*', 'sale.order', 'margin_percent', true],
    ['sale.order:margin', 'sale.order', 'margin', true],
    ['sale.order:margin', 'sale.order.line', 'margin', false],
    ['sale.*:margin', 'sale.order.line', 'margin', true],
    ['sale.order:*', 'sale.order', 'name', true],
    ['sale.order:*', 'sale.order.line', 'name', false],
  ])('%s of %s and %s is %s', (entry, model, member, matches) => {
    expect(memberPattern([entry])(model, member)).toBe(matches);
  });

  it('is nothing where nothing is named', () => {
    expect(memberPattern([])('sale.order', 'margin')).toBe(false);
  });
});
