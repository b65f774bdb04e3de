import { effectOf } from './effect.js';

const operation = (method: string, args: unknown[] = [], kwargs: Record<string, unknown> = {}) => ({
  model: 'sale.order',
  method,
  args,
  kwargs,
});

describe('the effect of an operation', () => {
  it.each([
    ['search_read', 'read'],
    ['create', 'change'],
    ['write', 'change'],
    ['unlink', 'delete'],
    ['action_confirm', 'unknown'],
    ['default_get', 'unknown'],
    ['load', 'unknown'],
  ])('of %s is %s', (method, effect) => {
    expect(effectOf(operation(method))).toBe(effect);
  });

  it('is deletion where a line is deleted by its record', () => {
    expect(effectOf(operation('write', [[7], { order_line: [[2, 9, 0]] }]))).toBe('delete');
    expect(effectOf(operation('write', [], { ids: [7], vals: { order_line: [[2, 9, 0]] } }))).toBe('delete');
    expect(effectOf(operation('write', [[7], { order_line: [[1, 9, { name: 'x' }]] }]))).toBe('change');
  });
});
