import { modelsByWords } from './model-words.js';

const known = [
  { model: 'res.partner', name: 'Contact' },
  { model: 'res.partner.category', name: 'Partner Tags' },
  { model: 'sale.order', name: 'Sales Order' },
  { model: 'sale.order.line', name: 'Sales Order Line' },
  { model: 'purchase.order', name: 'Purchase Order' },
  { model: 'account.move', name: 'Journal Entry' },
  { model: 'product.category', name: 'Product Category' },
];

describe('modelsByWords', () => {
  it.each([
    ['sale.order.line', 'sale.order.line'],
    ['sales orders', 'sale.order'],
    ['order lines', 'sale.order.line'],
    ['PURCHASE', 'purchase.order'],
    ['customers', 'res.partner'],
    ['bills', 'account.move'],
    ['product categories', 'product.category'],
    ['journ', 'account.move'],
  ])('%p is most likely %p', (words, model) => {
    expect(modelsByWords(words, known)[0]?.model).toBe(model);
  });

  it('falls back on some of the words where nothing has them all', () => {
    const found = modelsByWords('vendor bills', known).map(({ model }) => model);
    expect(found).toEqual(['res.partner', 'account.move']);
    expect(modelsByWords('order line', known).map(({ model }) => model)).toEqual(['sale.order.line']);
  });

  it('finds nothing for words that nothing has', () => {
    expect(modelsByWords('zebra', known)).toEqual([]);
    expect(modelsByWords('…', known)).toEqual([]);
  });
});
