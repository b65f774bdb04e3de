import { methodHint, modelHint } from './renamed-methods.js';

describe('methodHint', () => {
  it.each([
    ['account.move', 'post', 'It is called action_post now.'],
    ['sale.order', 'action_button_confirm', 'It is called action_confirm now.'],
    ['stock.picking', 'do_transfer', 'It is called button_validate now.'],
    ['purchase.order', 'wkf_confirm_order', 'It is called button_confirm now.'],
  ])('%s.%s', (model, method, hint) => {
    expect(methodHint(model, method)).toBe(hint);
  });

  it('finds what was mistyped', () => {
    expect(methodHint('sale.order', 'confirm')).toContain('action_confirm');
    expect(methodHint('res.partner', 'acton_archive')).toMatch(/^Did you mean action_archive/);
  });

  it('is silent about what is far from everything, and about inherited members', () => {
    expect(methodHint('res.partner', 'qqqqqqqqqq')).toBeUndefined();
    expect(methodHint('constructor', 'constructor')).toBeUndefined();
    expect(modelHint('constructor')).toBeUndefined();
  });
});

it('knows models that were renamed', () => {
  expect(modelHint('account.invoice')).toBe('It is called account.move now.');
  expect(modelHint('res.partner')).toBeUndefined();
});
