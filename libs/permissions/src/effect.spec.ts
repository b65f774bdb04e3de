import { effectOf } from './effect.js';
import type { Hop } from './resolve-paths.js';

const operation = (method: string) => ({ model: 'sale.order', method, args: [[7]], kwargs: {} });

const line = (use: Hop['use']): Hop => ({ model: 'sale.order.line', field: 'id', use, records: 1 });

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
    expect(effectOf(operation(method), [])).toBe(effect);
  });

  it.each<[Hop['use'], string]>([
    ['deletes', 'delete'],
    ['unlinks', 'delete'],
    ['changes', 'change'],
    ['creates', 'change'],
    ['links', 'change'],
  ])('of a change that %s a line is %s', (use, effect) => {
    expect(effectOf(operation('write'), [line(use)])).toBe(effect);
  });
});
